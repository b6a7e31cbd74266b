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
