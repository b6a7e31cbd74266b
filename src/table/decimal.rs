//! Numbers as people write them have few decimal places: whole numbers, or cents. Such a column is handled as whole numbers where those are
//! quicker to sort, to count and to write.

use super::numbers::Places;

/// The least number of decimal places that writes every value of a column exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decimal {
    places: Places,
    /// The least and the greatest value, as digits without a decimal sign.
    pub min: i64,
    pub max: i64,
}

/// Digits are below this.
const LIMIT: f64 = (1u64 << 50) as f64;

/// Adding and taking away this rounds a number below [`LIMIT`] to a whole one.
const ROUND: f64 = 6_755_399_441_055_744.0;

impl Decimal {
    /// None where a value needs more than six places or more than fifteen digits, and where there is no value.
    pub fn of(values: &[f64]) -> Option<Decimal> {
        'places: for places in (0..=Places::MOST.count()).filter_map(Places::new) {
            let power = places.power() as f64;
            let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
            for block in values.chunks(1024) {
                let mut exact = true;
                for &x in block {
                    let digits = (x * power + ROUND) - ROUND;
                    // Missing values fail no comparison.
                    exact &= !((digits / power != x) & !x.is_nan() | (digits.abs() >= LIMIT));
                    min = if digits < min { digits } else { min };
                    max = if digits > max { digits } else { max };
                }
                if !exact {
                    continue 'places;
                }
            }
            return (min <= max).then(|| Decimal::new(places, min as i64, max as i64));
        }
        None
    }

    /// Of values that are known to need so many places; `min` and `max` are the ends of their digits.
    pub(super) fn new(places: Places, min: i64, max: i64) -> Decimal {
        Decimal { places, min, max }
    }

    pub fn places(&self) -> Places {
        self.places
    }

    /// A value of the column as digits; ascends with it, and is the same for the same value.
    #[inline(always)]
    pub fn digits(&self, x: f64) -> i64 {
        self.places.digits(x)
    }

    /// The value of digits.
    pub fn value(&self, digits: i64) -> f64 {
        self.places.value(digits)
    }

    /// Writes digits as the number that they stand for, in its shortest form; what `out` held is gone.
    pub fn write(&self, digits: i64, out: &mut Vec<u8>) {
        out.clear();
        let mut rest = digits.unsigned_abs();
        let mut places = self.places.count();
        while places > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            places -= 1;
        }
        // Backwards.
        let mut written = 0;
        while rest > 0 || written <= places {
            if written == places && places > 0 {
                out.push(b'.');
            }
            out.push(b'0' + (rest % 10) as u8);
            rest /= 10;
            written += 1;
        }
        if digits < 0 {
            out.push(b'-');
        }
        out.reverse();
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::table::format_number;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn digits_stand_for_the_values(
            cells in prop::collection::vec(prop_oneof![Just(i64::MIN), -100_000i64..100_000, -999_999_999_999i64..999_999_999_999], 1..60),
            places in 0u32..7,
        ) {
            let power = 10f64.powi(places as i32);
            let values: Vec<f64> = cells.iter().map(|&c| if c == i64::MIN { f64::NAN } else { c as f64 / power }).collect();
            let there: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
            let decimal = Decimal::of(&values);
            prop_assert_eq!(decimal.is_some(), !there.is_empty());
            let Some(decimal) = decimal else { return Ok(()) };
            prop_assert!(decimal.places.count() <= places);
            let mut out = Vec::new();
            for &x in &there {
                let digits = decimal.digits(x);
                prop_assert_eq!(decimal.value(digits), x);
                prop_assert!((decimal.min..=decimal.max).contains(&digits));
                decimal.write(digits, &mut out);
                prop_assert_eq!(std::str::from_utf8(&out).unwrap(), format_number(x));
            }
            for pair in there.windows(2) {
                prop_assert_eq!(pair[0].partial_cmp(&pair[1]), Some(decimal.digits(pair[0]).cmp(&decimal.digits(pair[1]))));
            }
        }
    }

    #[test]
    fn what_has_no_few_places() {
        assert_eq!(Decimal::of(&[1.0, 1.0 / 3.0]), None);
        assert_eq!(Decimal::of(&[1e300]), None);
        assert_eq!(Decimal::of(&[1e-300]), None);
        assert_eq!(Decimal::of(&[f64::NAN]), None);
        assert_eq!(Decimal::of(&[]), None);
        let zero = Decimal::of(&[-0.0, 0.0, f64::NAN]).unwrap();
        assert_eq!((zero.digits(-0.0), zero.min, zero.max, zero.places.count()), (0, 0, 0, 0));
    }
}
