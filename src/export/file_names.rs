//! Names for exported files that every system takes, told apart where two would be the same.

/// The most characters of a name, its ending not counted.
const LONGEST: usize = 80;

/// `name` as part of a file name: characters that some system forbids become `_`; never empty, never one of the device names of Windows.
pub fn safe_name(name: &str) -> String {
    let forbidden = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{202a}'..='\u{202e}');
    let safe: String = name.trim().chars().map(|c| if forbidden(c) { '_' } else { c }).take(LONGEST).collect();
    let safe = safe.trim_matches([' ', '.']);
    let upper = safe.split('.').next().unwrap_or("").trim().to_ascii_uppercase();
    let device = matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (upper.len() == 4 && (upper.starts_with("COM") || upper.starts_with("LPT")) && upper.as_bytes()[3].is_ascii_digit());
    if safe.is_empty() || device { format!("{safe}_") } else { safe.to_owned() }
}

/// A file's name without its ending: `customers` of `customers.csv`.
pub fn stem(file: &str) -> &str {
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}

/// Safe names with `ending`, in order, unlike each other even without regard to case.
pub fn unique_names(names: &[String], ending: &str) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for name in names {
        let safe = safe_name(name);
        let free = |candidate: &String| !taken.iter().any(|t| t.to_lowercase() == candidate.to_lowercase());
        let numbered = (2..).map(|n| format!("{safe} ({n}){ending}"));
        let name = std::iter::once(format!("{safe}{ending}")).chain(numbered).find(free).unwrap_or_default();
        taken.push(name);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_told_apart() {
        assert_eq!(safe_name("Tier 1/2: \"A\""), "Tier 1_2_ _A_");
        assert_eq!(safe_name("高价值客户"), "高价值客户");
        assert_eq!(safe_name("../.."), "_");
        assert_eq!(safe_name("con"), "con_");
        assert_eq!(safe_name("  "), "_");
        assert_eq!(safe_name(&"x".repeat(300)).len(), 80);
        let names = ["VIP", "vip", "V/P", "V?P", "重点"].map(String::from);
        assert_eq!(unique_names(&names, ".csv"), ["VIP.csv", "vip (2).csv", "V_P.csv", "V_P (2).csv", "重点.csv"]);
        assert_eq!((stem("a.b.csv"), stem(".csv"), stem("plain")), ("a.b", ".csv", "plain"));
    }
}
