//! Sorting by one piece of code for whatever is sorted. Each kind of item would otherwise bring five kilobytes of its own to the page.

use std::cmp::Ordering;

/// Sorts stably, with a call for each comparison: for lists that are short or seldom sorted.
pub fn sort_seldom<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = places(items.len(), &|a, b| compare(&items[a as usize], &items[b as usize]));
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| taken[place as usize].take()));
}

#[inline(never)]
fn places(len: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut places: Vec<u32> = (0..len as u32).collect();
    places.sort_unstable_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
    places
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_a_stable_sort_does(mut items in prop::collection::vec(("[ab]{0,2}", 0..9u8), 0..40)) {
            let mut expected = items.clone();
            expected.sort_by(|a, b| b.0.cmp(&a.0));
            sort_seldom(&mut items, |a, b| b.0.cmp(&a.0));
            prop_assert_eq!(items, expected);
        }
    }
}
