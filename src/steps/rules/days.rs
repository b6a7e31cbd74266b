//! What the date operators mean, in one place.
//!
//! - Every operator counts whole days; the time of day never matters.
//! - The as-of day itself counts as past: "in the last N" is (as-of − N, as-of], so that "in the last 7 days" is today and the six days before it;
//!   "in the next N" is (as-of, as-of + N], from tomorrow on. No date is in both.
//! - "More than N ago" is before as-of − N. The day exactly N ago is therefore in neither "in the last N" nor "more than N ago".
//! - Months, quarters and years go by the calendar: a month before 31 March is the last day of February.
//! - Weeks start on Monday. "In the previous" is the whole unit before the one that holds the as-of day.
//! - An anniversary of 29 February falls on 28 February in other years.

use crate::recipe::Unit;
use crate::table::date::{add_months, civil_from_days, days_from_civil, days_in_month, weekday};

/// The largest N of a relative condition, in any unit.
pub const MAX_SPAN: u32 = 100_000;

/// `as_of` moved by `n` units; negative is earlier.
pub fn shift(as_of: i32, n: i32, unit: Unit) -> i32 {
    match unit {
        Unit::Days => as_of + n,
        Unit::Weeks => as_of + 7 * n,
        Unit::Months => add_months(as_of, n),
        Unit::Quarters => add_months(as_of, 3 * n),
        Unit::Years => add_months(as_of, 12 * n),
    }
}

/// First and last day of the unit that holds `day`.
pub fn unit_of(day: i32, unit: Unit) -> (i32, i32) {
    let c = civil_from_days(day);
    let months = |first: u32, n: i32| {
        let start = days_from_civil(c.year, first, 1);
        (start, add_months(start, n) - 1)
    };
    match unit {
        Unit::Days => (day, day),
        Unit::Weeks => {
            let monday = day - (weekday(day) as i32 - 1);
            (monday, monday + 6)
        }
        Unit::Months => months(c.month, 1),
        Unit::Quarters => months((c.month - 1) / 3 * 3 + 1, 3),
        Unit::Years => months(1, 12),
    }
}

/// First and last day of the unit before the one that holds `day`.
pub fn unit_before(day: i32, unit: Unit) -> (i32, i32) {
    unit_of(unit_of(day, unit).0 - 1, unit)
}

/// The days from `day` to the nearest anniversary of `date`, in any year.
pub fn to_anniversary(date: i32, day: i32) -> i32 {
    let c = civil_from_days(date);
    let year = civil_from_days(day).year;
    (year - 1..=year + 1).map(|y| (days_from_civil(y, c.month, c.day.min(days_in_month(y, c.month))) - day).abs()).min().unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::date::{format_iso, parse_iso};

    fn day(text: &str) -> i32 {
        parse_iso(text).unwrap()
    }

    #[test]
    fn calendar_units() {
        let range = |(from, to): (i32, i32)| format!("{} {}", format_iso(from), format_iso(to));
        let d = day("2024-03-31"); // A Sunday.
        assert_eq!(range(unit_of(d, Unit::Weeks)), "2024-03-25 2024-03-31");
        assert_eq!(range(unit_before(d, Unit::Weeks)), "2024-03-18 2024-03-24");
        assert_eq!(range(unit_before(d, Unit::Months)), "2024-02-01 2024-02-29");
        assert_eq!(range(unit_of(d, Unit::Quarters)), "2024-01-01 2024-03-31");
        assert_eq!(range(unit_before(d, Unit::Quarters)), "2023-10-01 2023-12-31");
        assert_eq!(range(unit_before(d, Unit::Years)), "2023-01-01 2023-12-31");
        assert_eq!(format_iso(shift(d, -1, Unit::Months)), "2024-02-29");
        assert_eq!(format_iso(shift(d, 2, Unit::Weeks)), "2024-04-14");
    }

    #[test]
    fn anniversaries() {
        assert_eq!(to_anniversary(day("1980-01-02"), day("2023-12-30")), 3);
        assert_eq!(to_anniversary(day("1980-12-30"), day("2024-01-02")), 3);
        assert_eq!(to_anniversary(day("1980-02-29"), day("2023-02-28")), 0);
        assert_eq!(to_anniversary(day("1980-02-29"), day("2024-02-28")), 1);
        assert_eq!(to_anniversary(day("1980-02-29"), day("2023-03-01")), 1);
        assert_eq!(to_anniversary(day("2030-06-15"), day("2024-06-15")), 0);
    }
}
