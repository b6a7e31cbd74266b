//! Days and calendar dates (proleptic Gregorian). Parsing what people write is `ingest`'s business.

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    pub year: i32,
    /// 1–12.
    pub month: u32,
    /// 1–31.
    pub day: u32,
}

/// Days since 1970-01-01. Source of the arithmetic: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
pub fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = (month as i32 + 9) % 12;
    let doy = (153 * mp + 2) / 5 + day as i32 - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// The calendar date of a day number.
pub fn civil_from_days(days: i32) -> Civil {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    let year = yoe + era * 400 + i32::from(month <= 2);
    Civil { year, month, day }
}

/// Number of days of a month.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Day of the week: 1 Monday … 7 Sunday (ISO 8601).
pub fn weekday(days: i32) -> u32 {
    (days + 3).rem_euclid(7) as u32 + 1
}

/// `days` moved by whole months; the day of the month is held back to the month's last where it does not exist.
pub fn add_months(days: i32, months: i32) -> i32 {
    let c = civil_from_days(days);
    let m = c.year * 12 + c.month as i32 - 1 + months;
    let (year, month) = (m.div_euclid(12), m.rem_euclid(12) as u32 + 1);
    days_from_civil(year, month, c.day.min(days_in_month(year, month)))
}

/// Reads `YYYY-MM-DD`.
pub fn parse_iso(text: &str) -> Option<i32> {
    let mut parts = text.trim().splitn(3, '-');
    let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
    if y.len() != 4 || m.len() != 2 || d.len() != 2 || ![y, m, d].iter().all(|p| p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let (year, month, day) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return None;
    }
    Some(days_from_civil(year, month, day))
}

/// Writes `YYYY-MM-DD`.
pub fn format_iso(days: i32) -> String {
    let c = civil_from_days(days);
    format!("{:04}-{:02}-{:02}", c.year, c.month, c.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_goes_round() {
        let mut expected = days_from_civil(1800, 1, 1);
        for year in 1800..2200 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    assert_eq!(days_from_civil(year, month, day), expected);
                    assert_eq!(civil_from_days(expected), Civil { year, month, day });
                    expected += 1;
                }
            }
        }
    }

    #[test]
    fn known_days() {
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(parse_iso("2024-02-29"), Some(19_782));
        assert_eq!(parse_iso("2023-02-29"), None);
        assert_eq!(weekday(0), 4); // 1 January 1970 was a Thursday.
        assert_eq!(format_iso(add_months(parse_iso("2024-01-31").unwrap(), 1)), "2024-02-29");
        assert_eq!(format_iso(add_months(parse_iso("2024-03-31").unwrap(), -13)), "2023-02-28");
    }
}
