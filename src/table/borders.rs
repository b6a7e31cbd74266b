//! Ascending places in two bytes each: where the records of a chunk end, or packed texts.

use super::try_make_room;
use std::ops::Range;

/// Ascending numbers: the lower halves, and where the upper half grows.
#[derive(Clone, Debug, Default)]
pub struct Borders {
    low: Vec<u16>,
    /// The number at which the upper half becomes one more, as often as it does.
    carries: Vec<u32>,
}

impl Borders {
    pub fn new(ascending: &[u32]) -> Borders {
        let mut borders = Borders { low: Vec::with_capacity(ascending.len()), carries: Vec::new() };
        ascending.iter().for_each(|&border| borders.push(border));
        borders
    }

    /// Adds one that is not below the last.
    #[inline]
    pub fn push(&mut self, border: u32) {
        while self.carries.len() < (border >> 16) as usize {
            self.carries.push(self.low.len() as u32);
        }
        self.low.push(border as u16);
    }

    /// Makes room as [`try_make_room`] does.
    pub fn try_make_room(&mut self, more: usize, expected: usize) -> bool {
        try_make_room(&mut self.low, more, expected)
    }

    /// What [`Borders::of_parts`] takes.
    pub fn parts(&self) -> (&[u16], &[u32]) {
        (&self.low, &self.carries)
    }

    pub fn of_parts(low: Vec<u16>, carries: Vec<u32>) -> Borders {
        Borders { low, carries }
    }

    pub fn len(&self) -> usize {
        self.low.len()
    }

    pub fn get(&self, at: usize) -> u32 {
        (self.high(at) << 16) | u32::from(self.low[at])
    }

    fn high(&self, at: usize) -> u32 {
        self.carries.partition_point(|&carry| carry as usize <= at) as u32
    }

    /// Some of them, in order.
    pub fn of(&self, range: Range<usize>) -> impl Iterator<Item = u32> + '_ {
        let mut high = self.high(range.start);
        range.map(move |at| {
            while self.carries.get(high as usize).is_some_and(|&carry| carry as usize <= at) {
                high += 1;
            }
            (high << 16) | u32::from(self.low[at])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gives_back_what_was_put_in(steps in prop::collection::vec(prop_oneof![6 => 0u32..300, 2 => 0u32..70_000, 1 => 0u32..400_000], 0..200)) {
            let places: Vec<u32> = steps.iter().scan(0, |at, step| { *at += step; Some(*at) }).collect();
            let borders = Borders::new(&places);
            prop_assert_eq!(borders.len(), places.len());
            prop_assert_eq!((0..places.len()).map(|at| borders.get(at)).collect::<Vec<_>>(), places.clone());
            for start in 0..=places.len() {
                prop_assert_eq!(borders.of(start..places.len()).collect::<Vec<_>>(), &places[start..]);
            }
        }
    }
}
