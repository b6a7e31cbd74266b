//! The maps from scores to named segments, and the stages of the lifecycle, in the person's language.

use crate::messages::{Lang, lifecycle as lm, rfm as m};
use crate::recipe::{Breaks, Colour, NamedGroup, Rfm, RfmSegment, Stages, maps};

/// A map that an RFM step can start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RfmMap {
    /// The ten usual names, each of the 25 cells once; for fewer scores those that remain.
    TenNames,
    /// The rules of R's package `rfm`, with its cuts.
    R,
    /// No segment.
    Empty,
}

/// Typical cuts of a line of business: days since the last order, and orders in the time that the data covers. Starting points of ours, set
/// by how often people buy such things; no standard, and no substitute for looking at one's own customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakPreset {
    /// Food and daily needs: weekly shopping.
    Grocery,
    /// Clothes and the like: with the seasons.
    Fashion,
    /// Furniture, electronics: years between purchases.
    Durables,
    /// Payments or active months of a subscription or of software as a service.
    Subscription,
    /// Firms that order by the month or the quarter.
    Business,
}

impl BreakPreset {
    pub const ALL: [BreakPreset; 5] =
        [BreakPreset::Grocery, BreakPreset::Fashion, BreakPreset::Durables, BreakPreset::Subscription, BreakPreset::Business];

    /// The four cuts of five scores, ascending: days, and orders.
    fn five(self) -> ([f64; 4], [f64; 4]) {
        match self {
            BreakPreset::Grocery => ([8.0, 15.0, 31.0, 61.0], [5.0, 13.0, 27.0, 53.0]),
            BreakPreset::Fashion => ([31.0, 91.0, 181.0, 366.0], [2.0, 3.0, 5.0, 9.0]),
            BreakPreset::Durables => ([91.0, 181.0, 366.0, 731.0], [2.0, 3.0, 4.0, 6.0]),
            BreakPreset::Subscription => ([8.0, 32.0, 63.0, 93.0], [3.0, 7.0, 13.0, 25.0]),
            BreakPreset::Business => ([32.0, 93.0, 184.0, 366.0], [3.0, 5.0, 13.0, 25.0]),
        }
    }

    /// The cuts for 3, 4 or 5 scores, with these cuts for the money, which has no typical size. A value on a cut is above it.
    pub fn breaks(self, scores: u8, monetary: Vec<f64>) -> Breaks {
        let (recency, frequency) = self.five();
        let kept: &[usize] = match scores {
            3 => &[0, 2],
            4 => &[0, 1, 2],
            _ => &[0, 1, 2, 3],
        };
        let some = |cuts: [f64; 4]| kept.iter().map(|&i| cuts[i]).collect();
        Breaks::Fixed { recency: some(recency), frequency: some(frequency), monetary }
    }
}

/// Gives the step the segments of a map.
pub fn set_map(rfm: &mut Rfm, map: RfmMap, lang: Lang) {
    use Colour::{Blue, Brown, Green, Orange, Pink, Sky, Slate, Teal, Vermilion, Violet, Yellow};
    let scores = rfm.scores;
    rfm.others = NamedGroup { name: m::others(lang).into(), colour: Colour::Grey };
    rfm.no_score = NamedGroup { name: m::no_score(lang).into(), colour: Slate };
    let (cells, names, colours): (maps::Map, [&str; 10], [Colour; 10]) = match map {
        RfmMap::Empty => {
            rfm.segments.clear();
            return;
        }
        RfmMap::TenNames => (
            maps::TEN_NAMES,
            [m::champions, m::loyal, m::potential, m::new, m::promising, m::attention, m::sleepy, m::cant_lose, m::at_risk, m::hibernating]
                .map(|name| name(lang)),
            [Green, Blue, Teal, Sky, Yellow, Pink, Orange, Vermilion, Brown, Violet],
        ),
        RfmMap::R => (
            maps::R_RFM,
            [m::champions, m::potential, m::loyal, m::promising, m::new, m::cant_lose, m::at_risk, m::attention, m::sleepy, m::lost]
                .map(|name| name(lang)),
            [Green, Teal, Blue, Yellow, Sky, Vermilion, Brown, Pink, Orange, Violet],
        ),
    };
    if map == RfmMap::R {
        rfm.scores = 5;
        rfm.breaks = Breaks::QuantilesPlusOne;
    }
    rfm.segments = cells
        .iter()
        .zip(names)
        .zip(colours)
        .map(|(((own, patterns), name), colour)| {
            // R's map keeps the names that R's users know.
            let name = if map == RfmMap::R && lang == Lang::En { own } else { name };
            let cells = patterns.iter().filter_map(|pattern| pattern.parse().ok()).collect();
            RfmSegment { name: name.into(), colour, cells }
        })
        .collect();
    if map == RfmMap::TenNames && scores < 5 {
        rfm.scores = 5;
        rfm.set_scores(scores);
        rfm.segments.retain(|s| !s.cells.is_empty());
    }
}

/// A word of the messages.
type Word = fn(Lang) -> &'static str;

/// The stages of a lifecycle with names in `lang`.
pub fn stages(lang: Lang) -> Stages {
    let mut stages = Stages::default();
    let named: [(&mut NamedGroup, Word); 7] = [
        (&mut stages.prospect, lm::prospect),
        (&mut stages.new, lm::new),
        (&mut stages.one_time, lm::one_time),
        (&mut stages.repeat, lm::repeat),
        (&mut stages.loyal, lm::loyal),
        (&mut stages.at_risk, lm::at_risk),
        (&mut stages.lost, lm::lost),
    ];
    for (stage, name) in named {
        stage.name = name(lang).into();
    }
    stages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typical_cuts_ascend_and_are_one_fewer_than_the_scores() {
        for preset in BreakPreset::ALL {
            for scores in 3..=5u8 {
                let Breaks::Fixed { recency, frequency, monetary } = preset.breaks(scores, vec![9.0]) else { panic!("typed cuts") };
                for cuts in [recency, frequency] {
                    assert_eq!(cuts.len(), usize::from(scores) - 1);
                    assert!(cuts.windows(2).all(|w| w[0] < w[1]), "{preset:?} {cuts:?}");
                }
                assert_eq!(monetary, [9.0]);
            }
        }
    }
}
