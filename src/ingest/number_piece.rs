//! The number column of one chunk while it is built: digits of a common decimal place, until a number needs more than those hold.

use super::words::PlainNumber;
use crate::table::{Digit, Numbers, Places};

pub struct NumberPiece {
    /// Decimal places of the digits; none are left when the numbers no longer fit.
    places: Option<Places>,
    digits: Vec<i32>,
    /// Every number, from then on.
    floats: Vec<f64>,
}

impl NumberPiece {
    pub fn new(rows: usize) -> NumberPiece {
        NumberPiece { places: Some(Places::default()), digits: Vec::with_capacity(rows), floats: Vec::new() }
    }

    #[inline(always)]
    pub fn push_plain(&mut self, number: PlainNumber) {
        if let Some(places) = self.places
            && let Some(factor) = places.factor_from(number.places)
            && let Some(digits) = number.digits.checked_mul(factor)
            && digits != i32::MISSING
        {
            self.digits.push(digits);
        } else {
            self.push(number.value());
        }
    }

    /// NaN is a missing cell.
    #[inline(never)]
    pub fn push(&mut self, x: f64) {
        let Some(mut places) = self.places else { return self.floats.push(x) };
        if x.is_nan() {
            return self.digits.push(i32::MISSING);
        }
        loop {
            let digits = places.digits(x);
            if let Ok(short) = i32::try_from(digits)
                && short != i32::MISSING
                && places.value(digits) == x
                && self.raise(places)
            {
                return self.digits.push(short);
            }
            match Places::new(places.count() + 1) {
                Some(more) => places = more,
                None => break,
            }
        }
        self.become_float();
        self.floats.push(x);
    }

    /// Writes all digits with so many places, no fewer than they have; false where that does not fit.
    fn raise(&mut self, places: Places) -> bool {
        let Some(factor) = self.places.and_then(|own| places.factor_from(own.count())) else { return false };
        if factor > 1 {
            let fits = |&digit: &i32| digit == i32::MISSING || digit.checked_mul(factor).is_some_and(|raised| raised != i32::MISSING);
            if !self.digits.iter().all(fits) {
                return false;
            }
            self.digits.iter_mut().filter(|digit| **digit != i32::MISSING).for_each(|digit| *digit *= factor);
        }
        self.places = Some(places);
        true
    }

    fn become_float(&mut self) {
        let places = self.places.take().unwrap_or_default();
        let value = |digit: i32| if digit == i32::MISSING { f64::NAN } else { places.value(digit.into()) };
        self.floats = Vec::with_capacity(self.digits.capacity());
        self.floats.extend(self.digits.drain(..).map(value));
    }

    pub fn finish(self) -> Numbers {
        match self.places {
            Some(places) => Numbers::of_digits(places, self.digits),
            None => Numbers::Float(self.floats),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_back_what_was_put_in(
            cells in prop::collection::vec((prop_oneof![
                8 => -99_999_999i32..=99_999_999,
                8 => -9_999i32..=9_999,
                1 => Just(i32::MISSING),
            ], 0u32..=6, any::<bool>(), 0u8..100), 0..60),
            odd in any::<bool>(),
        ) {
            let mut piece = NumberPiece::new(cells.len());
            let mut expected = Vec::new();
            for &(digits, places, plain, one_in) in &cells {
                let number = PlainNumber { digits, places, other: super::super::number::OtherSign::Same };
                if digits == i32::MISSING {
                    piece.push(f64::NAN);
                    expected.push(f64::NAN);
                } else if odd && one_in == 0 {
                    piece.push(1.0 / 3.0);
                    expected.push(1.0 / 3.0);
                } else {
                    if plain { piece.push_plain(number) } else { piece.push(number.value()) }
                    expected.push(f64::from(digits) / 10f64.powi(places as i32));
                }
            }
            let numbers = piece.finish();
            prop_assert_eq!(numbers.len(), expected.len());
            for (row, x) in expected.into_iter().enumerate() {
                prop_assert!(numbers.get(row) == x || numbers.get(row).is_nan() && x.is_nan(), "{} at {row}, not {x}", numbers.get(row));
            }
        }
    }

    #[test]
    fn cents_take_two_bytes() {
        let mut piece = NumberPiece::new(3);
        [1.5, f64::NAN, -327.67].into_iter().for_each(|x| piece.push(x));
        assert!(
            matches!(piece.finish(), Numbers::Short(short) if short.digits == [150, i16::MISSING, -32_767] && short.places.count() == 2)
        );
    }
}
