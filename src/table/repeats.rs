//! Which of many texts are equal, where nearly all differ. They are parted by their hashes first, so that each part's table stays near the processor: a
//! table of all of them would be somewhere else in memory for every text.

use super::{TextValues, blocks};
use hashbrown::DefaultHashBuilder;
use std::hash::BuildHasher;
use std::ops::Range;

/// Texts of a part, about.
const PART: usize = 4096;

/// Calls `found` with the first of equal texts and each other of them.
pub(crate) fn each_repeat(texts: &TextValues, found: &mut dyn FnMut(usize, usize)) {
    in_parts(texts, PART, found);
}

fn in_parts(texts: &TextValues, part: usize, found: &mut dyn FnMut(usize, usize)) {
    let hasher = DefaultHashBuilder::default();
    let mut hashed = Vec::with_capacity(texts.len());
    let mut empty: Option<usize> = None;
    for block in blocks(texts.len()) {
        hash(texts, block, &hasher, &mut hashed, &mut |entry| match empty {
            Some(first) => found(first, entry),
            None => empty = Some(entry),
        });
    }
    let parts = (hashed.len() / part).next_power_of_two();
    let part_of = |text: u64| (text >> 32) as usize & (parts - 1);
    // Where each part begins, then where its next text goes.
    let mut places = vec![0; parts + 1];
    for block in blocks(hashed.len()) {
        count(&hashed[block], part_of, &mut places[1..]);
    }
    for at in 1..=parts {
        places[at] += places[at - 1];
    }
    let starts = places.clone();
    let mut parted = vec![0; hashed.len()];
    for block in blocks(hashed.len()) {
        place(&hashed[block], part_of, &mut places, &mut parted);
    }
    drop(hashed);
    let mut table = Vec::new();
    for part in starts.windows(2) {
        find_equal(&parted[part[0] as usize..part[1] as usize], parts, texts, &mut table, found);
    }
}

/// Adds each text as its hash above its entry; empty ones are told apart.
#[inline(never)]
fn hash(texts: &TextValues, entries: Range<usize>, hasher: &DefaultHashBuilder, hashed: &mut Vec<u64>, empty: &mut dyn FnMut(usize)) {
    for entry in entries {
        match texts.raw(entry) {
            [] => empty(entry),
            text => hashed.push(hasher.hash_one(text) << 32 | entry as u64),
        }
    }
}

#[inline(never)]
fn count(hashed: &[u64], part_of: impl Fn(u64) -> usize, counts: &mut [u32]) {
    hashed.iter().for_each(|&text| counts[part_of(text)] += 1);
}

#[inline(never)]
fn place(hashed: &[u64], part_of: impl Fn(u64) -> usize, places: &mut [u32], parted: &mut [u64]) {
    for &text in hashed {
        let place = &mut places[part_of(text)];
        parted[*place as usize] = text;
        *place += 1;
    }
}

/// Finds the equal texts of a part, which are in order. All of them agree in the lowest bits of their hashes, as many as tell apart `parts`.
#[inline(never)]
fn find_equal(part: &[u64], parts: usize, texts: &TextValues, table: &mut Vec<u64>, found: &mut dyn FnMut(usize, usize)) {
    const FREE: u64 = u64::MAX;
    let slots = (2 * part.len()).next_power_of_two();
    table.clear();
    table.resize(slots, FREE);
    let (shift, entry_of) = (32 + parts.trailing_zeros(), |text: u64| text as u32 as usize);
    for &text in part {
        let mut slot = (text >> shift) as usize & (slots - 1);
        loop {
            let other = table[slot];
            if other == FREE {
                table[slot] = text;
                break;
            }
            if other >> 32 == text >> 32 && texts.raw(entry_of(other)) == texts.raw(entry_of(text)) {
                found(entry_of(other), entry_of(text));
                break;
            }
            slot = (slot + 1) & (slots - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::TextColumn;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn equal_texts_are_found_as_one_by_one(all in prop::collection::vec("[a-c]{0,3}", 0..400), part in 1usize..100) {
            let texts = TextColumn::each_row(all.iter().map(String::as_str), all.len() % 2 == 1).values;
            let mut first = HashMap::new();
            let expected: Vec<(usize, usize)> = all.iter().enumerate().map(|(at, text)| (*first.entry(text).or_insert(at), at)).filter(|(a, b)| a != b).collect();
            let mut repeats = Vec::new();
            in_parts(&texts, part, &mut |first, other| repeats.push((first, other)));
            repeats.sort_by_key(|&(_, other)| other);
            prop_assert_eq!(repeats, expected);
        }
    }
}
