//! Numbers, shares and dates as they are shown, the same in every place. Both languages group by thousands and use a decimal point.

/// A whole number with thousands separators: `7,043`.
pub fn count(n: usize) -> String {
    group(&n.to_string())
}

/// A number with up to `decimals` decimals, trailing zeros cut: `1,397.475`.
pub fn number(x: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, x.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let sign = if x < 0.0 && (whole != "0" || !fraction.is_empty()) { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{}", group(whole)) } else { format!("{sign}{}.{fraction}", group(whole)) }
}

/// An amount with exactly two decimals unless the number is whole: `456,116.60`, `12`.
pub fn amount(x: f64) -> String {
    if x.fract() == 0.0 {
        return number(x, 0);
    }
    let text = format!("{:.2}", x.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    format!("{}{}.{fraction}", if x < 0.0 { "-" } else { "" }, group(whole))
}

/// A share between 0 and 1 as a percentage with one decimal: `8.7 %`.
pub fn share(x: f64) -> String {
    if x.is_finite() { format!("{:.1} %", x * 100.0) } else { "–".into() }
}

fn group(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_numbers_the_way_people_read_them() {
        assert_eq!(count(7_043), "7,043");
        assert_eq!(count(999), "999");
        assert_eq!(number(1397.475, 4), "1,397.475");
        assert_eq!(number(-0.00001, 2), "0");
        assert_eq!(number(-1234.5, 1), "-1,234.5");
        assert_eq!(amount(456_116.6), "456,116.60");
        assert_eq!(share(0.0869), "8.7 %");
    }
}
