//! Who reads which range of a file: every range is read once, by readers as quick or slow as they may be, and each finds its bytes in its stream.

use super::super::ranges::bytes_of;
use super::*;
use proptest::prelude::*;
use std::collections::VecDeque;

/// A reader's stream, as places in the source, and how far it has been read.
struct Stream {
    lane: Lane,
    places: VecDeque<u64>,
}

proptest! {
    #[test]
    fn every_range_is_read_once_from_the_right_bytes(
        (size, ranges) in (1u64..40, 1u64..60),
        rest in 0u64..40,
        readers in 1usize..6,
        turns in prop::collection::vec((any::<prop::sample::Index>(), prop::bool::weighted(0.3)), 1..200),
    ) {
        let len = 7 + ranges * size + rest.min(size - 1);
        let mut left = Ranges::new(7, len, size);
        let mut streams: Vec<Option<Stream>> = (0..readers).map(|_| None).collect();
        let mut idle: Vec<usize> = (0..readers).flat_map(|reader| [reader, reader]).collect();
        let (mut reading, mut seen) = (Vec::new(), Vec::new());
        let mut turns = turns.iter().cycle();
        while !left.is_done() {
            let (who, rests) = turns.next().unwrap();
            while let Some((reader, range)) = left.give(&mut idle, readers, *rests) {
                let stream = streams[reader].get_or_insert_with(|| {
                    let lane = left.lane(&range, reader, readers);
                    Stream { places: lane.parts(len).flatten().collect(), lane }
                });
                if let Some(before) = stream.lane.before(&range, len) {
                    stream.places.drain(..before as usize);
                    let wanted: Vec<u64> = bytes_of(&range, len).collect();
                    prop_assert!(stream.places.drain(..wanted.len()).eq(wanted));
                }
                seen.push(range.clone());
                reading.push((reader, range));
            }
            prop_assert!(!reading.is_empty(), "all rest, though something is left");
            let (reader, range) = reading.swap_remove(who.index(reading.len()));
            left.done(range.start);
            idle.push(reader);
        }
        seen.sort_by_key(|range| range.start);
        prop_assert_eq!(seen.first().map(|range| range.start), Some(7));
        prop_assert_eq!(seen.last().map(|range| range.end), Some(len));
        prop_assert!(seen.windows(2).all(|pair| pair[0].end == pair[1].start));
    }
}

#[test]
fn readers_that_are_equally_quick_stay_in_their_lanes() {
    let mut left = Ranges::new(0, 100, 10);
    let mut idle = vec![0, 0, 1, 1];
    let mut given = Vec::new();
    while let Some((reader, range)) = left.give(&mut idle, 2, false) {
        given.push((reader, range.start / 10));
        if idle.is_empty() {
            // Both are through with what they began first.
            idle = vec![0, 1];
        }
    }
    assert_eq!(given.len(), 10);
    assert!(given.iter().all(|&(reader, number)| number % 2 == reader as u64), "{given:?}");
}

#[test]
fn a_reader_far_ahead_takes_what_a_slow_one_has_not_begun() {
    let mut left = Ranges::new(0, 100, 10);
    let mut idle = vec![0, 1];
    let mut take = |idle: &mut Vec<usize>| left.give(idle, 2, false).map(|(reader, range)| (reader, range.start / 10));
    assert_eq!((take(&mut idle), take(&mut idle)), (Some((0, 0)), Some((1, 1))));
    // The second reader is never heard of again.
    let quick: Vec<u64> = std::iter::from_fn(|| take(&mut vec![0])).map(|(_, number)| number).collect();
    assert_eq!(quick, [2, 4, 6, 3, 8, 5, 7, 9]);
}

#[test]
fn nothing_is_given_to_readers_at_rest_but_what_is_needed_first() {
    let mut left = Ranges::new(0, 50, 10);
    let mut idle = vec![1, 0];
    assert_eq!(left.give(&mut idle, 2, true), Some((0, 0..10)));
    assert_eq!(left.give(&mut idle, 2, true), None);
    left.done(0);
    assert_eq!(left.give(&mut idle, 2, true), Some((1, 10..20)));
}
