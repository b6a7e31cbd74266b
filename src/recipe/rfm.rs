//! Parameters of the `rfm` step: scores for recency, frequency and monetary value, and the map from scores to named segments.

use super::Colour;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Scores and the segments that they name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rfm {
    /// A date column (days are counted back from the as-of date) or a number column of days since the last order. Empty: not chosen yet.
    #[serde(default)]
    pub recency: String,
    /// A number column: orders.
    #[serde(default)]
    pub frequency: String,
    /// A number column: money spent. Empty: not chosen yet.
    #[serde(default)]
    pub monetary: String,
    /// The highest score, 3 to 5; the best customers have it.
    #[serde(default = "five")]
    pub scores: u8,
    #[serde(default)]
    pub breaks: Breaks,
    /// The first one whose cells hold the customer's scores takes it.
    #[serde(default)]
    pub segments: Vec<RfmSegment>,
    /// Those whose scores no segment names.
    #[serde(default = "others")]
    pub others: NamedGroup,
    /// Those without one of the values.
    #[serde(default = "no_score")]
    pub no_score: NamedGroup,
}

/// A group that is not a segment of the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedGroup {
    pub name: String,
    #[serde(default)]
    pub colour: Colour,
}

fn five() -> u8 {
    5
}

fn others() -> NamedGroup {
    NamedGroup { name: "Others".into(), colour: Colour::Grey }
}

fn no_score() -> NamedGroup {
    NamedGroup { name: "No score".into(), colour: Colour::Slate }
}

impl Default for Rfm {
    fn default() -> Self {
        Rfm {
            recency: String::new(),
            frequency: String::new(),
            monetary: String::new(),
            scores: five(),
            breaks: Breaks::default(),
            segments: Vec::new(),
            others: others(),
            no_score: no_score(),
        }
    }
}

/// Where one score ends and the next begins.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Breaks {
    /// Quantiles of type 7; a value equal to a cut has the score below it (pandas' `qcut`). Equal values share a score.
    #[default]
    Quantiles,
    /// As R's package `rfm` has it: quantiles of type 7 plus one, and a value equal to a cut has the score above it.
    QuantilesPlusOne,
    /// Typed cuts, ascending, one fewer than scores: a value equal to a cut is above it. For recency in days, so that the best score is below
    /// the first cut.
    Fixed { recency: Vec<f64>, frequency: Vec<f64>, monetary: Vec<f64> },
}

/// A named segment and the cells that it takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RfmSegment {
    pub name: String,
    #[serde(default)]
    pub colour: Colour,
    pub cells: Vec<CellPattern>,
}

/// Cells of the grid, written like `[1-2]5`: the recency scores, then the frequency scores, then, where they matter, the monetary scores; one digit, or
/// several in brackets, or `*` for any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CellPattern {
    pub recency: ScoreSet,
    pub frequency: ScoreSet,
    pub monetary: ScoreSet,
}

/// A set of scores 1–5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScoreSet(u8);

impl ScoreSet {
    pub const ANY: ScoreSet = ScoreSet(0b11_1110);

    pub fn one(score: u8) -> ScoreSet {
        ScoreSet(1 << score)
    }

    pub fn range(low: u8, high: u8) -> ScoreSet {
        ScoreSet((low..=high).fold(0, |set, score| set | 1 << score))
    }

    pub fn contains(self, score: u8) -> bool {
        score < 8 && self.0 >> score & 1 == 1
    }

    fn write(self, out: &mut String) {
        let scores: Vec<u8> = (1..=5).filter(|&s| self.contains(s)).collect();
        match scores.as_slice() {
            _ if self == ScoreSet::ANY => out.push('*'),
            [one] => out.push((b'0' + one) as char),
            [first, .., last] if usize::from(last - first) + 1 == scores.len() => out.push_str(&format!("[{first}-{last}]")),
            _ => {
                out.push('[');
                scores.iter().for_each(|s| out.push((b'0' + s) as char));
                out.push(']');
            }
        }
    }

    /// Reads one set off the front of a pattern.
    fn read(text: &str) -> Option<(ScoreSet, &str)> {
        let digit = |c: char| c.to_digit(10).filter(|d| (1..=5).contains(d)).map(|d| d as u8);
        let mut chars = text.chars();
        match chars.next()? {
            '*' => Some((ScoreSet::ANY, chars.as_str())),
            '[' => {
                let (inside, rest) = chars.as_str().split_once(']')?;
                let mut set = 0;
                let mut inside = inside.chars().peekable();
                while let Some(c) = inside.next() {
                    let low = digit(c)?;
                    let high = if inside.next_if_eq(&'-').is_some() { digit(inside.next()?)? } else { low };
                    set |= ScoreSet::range(low, high).0;
                }
                (set != 0).then_some((ScoreSet(set), rest))
            }
            c => Some((ScoreSet::one(digit(c)?), chars.as_str())),
        }
    }
}

impl CellPattern {
    /// One cell of the recency × frequency grid, whatever the monetary score.
    pub fn cell(recency: u8, frequency: u8) -> CellPattern {
        CellPattern { recency: ScoreSet::one(recency), frequency: ScoreSet::one(frequency), monetary: ScoreSet::ANY }
    }

    pub fn contains(self, recency: u8, frequency: u8, monetary: u8) -> bool {
        self.recency.contains(recency) && self.frequency.contains(frequency) && self.monetary.contains(monetary)
    }

    /// Whether the monetary score matters.
    pub fn uses_monetary(self) -> bool {
        self.monetary != ScoreSet::ANY
    }
}

impl FromStr for CellPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<CellPattern, String> {
        let bad = || format!("'{text}' is not a pattern of cells such as '[1-2]5' or '5[4-5]*'");
        let (recency, rest) = ScoreSet::read(text.trim()).ok_or_else(bad)?;
        let (frequency, rest) = ScoreSet::read(rest).ok_or_else(bad)?;
        let (monetary, rest) = if rest.is_empty() { (ScoreSet::ANY, rest) } else { ScoreSet::read(rest).ok_or_else(bad)? };
        if rest.is_empty() { Ok(CellPattern { recency, frequency, monetary }) } else { Err(bad()) }
    }
}

impl TryFrom<String> for CellPattern {
    type Error = String;

    fn try_from(text: String) -> Result<CellPattern, String> {
        text.parse()
    }
}

impl From<CellPattern> for String {
    fn from(pattern: CellPattern) -> String {
        let mut out = String::new();
        pattern.recency.write(&mut out);
        pattern.frequency.write(&mut out);
        if pattern.uses_monetary() {
            pattern.monetary.write(&mut out);
        }
        out
    }
}

impl Rfm {
    /// Gives one cell of the recency × frequency grid to the segment at `segment`, or to none. The other cells keep their segments.
    pub fn paint(&mut self, recency: u8, frequency: u8, segment: Option<usize>) {
        for (position, other) in self.segments.iter_mut().enumerate() {
            let patterns = std::mem::take(&mut other.cells);
            for pattern in patterns {
                if pattern.recency.contains(recency) && pattern.frequency.contains(frequency) {
                    // The pattern without that cell: the other recency scores whole, and this one without that frequency.
                    let rest_r = ScoreSet(pattern.recency.0 & !ScoreSet::one(recency).0);
                    let rest_f = ScoreSet(pattern.frequency.0 & !ScoreSet::one(frequency).0);
                    if rest_r.0 != 0 {
                        other.cells.push(CellPattern { recency: rest_r, ..pattern });
                    }
                    if rest_f.0 != 0 {
                        other.cells.push(CellPattern { recency: ScoreSet::one(recency), frequency: rest_f, ..pattern });
                    }
                } else {
                    other.cells.push(pattern);
                }
            }
            if segment == Some(position) {
                other.cells.push(CellPattern::cell(recency, frequency));
            }
        }
    }
}

impl Rfm {
    /// The segment (by position) of a cell of the whole grid; the first that names it.
    pub fn owner(&self, recency: u8, frequency: u8, monetary: u8) -> Option<usize> {
        self.segments.iter().position(|s| s.cells.iter().any(|c| c.contains(recency, frequency, monetary)))
    }

    /// Whether a cell's monetary score decides about the segment anywhere in the map.
    pub fn uses_monetary(&self) -> bool {
        self.segments.iter().any(|s| s.cells.iter().any(|c| c.uses_monetary()))
    }

    /// Another highest score, 3 to 5. Each new cell takes the segment of the old cell at the same place of the grid, the corners those of the
    /// corners; a map that asks for monetary scores stays as it is written. Typed cuts too many are cut off.
    pub fn set_scores(&mut self, scores: u8) {
        let (old, scores) = (self.scores.clamp(3, 5), scores.clamp(3, 5));
        if let Breaks::Fixed { recency, frequency, monetary } = &mut self.breaks {
            [recency, frequency, monetary].into_iter().for_each(|cuts| cuts.truncate(usize::from(scores) - 1));
        }
        if !self.uses_monetary() && old != scores {
            let owners: Vec<Vec<Option<usize>>> = (1..=scores)
                .map(|r| (1..=scores).map(|f| self.owner(same_place(r, scores, old), same_place(f, scores, old), 1)).collect())
                .collect();
            for (i, segment) in self.segments.iter_mut().enumerate() {
                segment.cells = cells_of(i, &owners);
            }
        }
        self.scores = scores;
    }
}

/// The score of a scale up to `to` that stands where `score` stands in a scale up to `from`.
fn same_place(score: u8, from: u8, to: u8) -> u8 {
    1 + (f64::from(score - 1) * f64::from(to - 1) / f64::from(from - 1)).round() as u8
}

/// The patterns of a segment's cells: one per row of the grid, rows that are alike together.
fn cells_of(segment: usize, owners: &[Vec<Option<usize>>]) -> Vec<CellPattern> {
    let mut patterns: Vec<CellPattern> = Vec::new();
    for (r, row) in owners.iter().enumerate() {
        let set = row.iter().enumerate().filter(|(_, o)| **o == Some(segment)).fold(0, |set, (f, _)| set | 1 << (f + 1));
        if set == 0 {
            continue;
        }
        let frequency = ScoreSet(set);
        match patterns.iter_mut().find(|p| p.frequency == frequency) {
            Some(pattern) => pattern.recency.0 |= 1 << (r + 1),
            None => patterns.push(CellPattern { recency: ScoreSet::one(r as u8 + 1), frequency, monetary: ScoreSet::ANY }),
        }
    }
    patterns
}

/// The names and cells of the maps that come with the program; names in English.
pub mod maps {
    /// A map: names with the patterns of their cells, first match first.
    pub type Map = &'static [(&'static str, &'static [&'static str])];

    /// Ten names that cover each of the 25 recency × frequency cells once.
    pub const TEN_NAMES: Map = &[
        ("Champions", &["5[4-5]"]),
        ("Loyal", &["[3-4][4-5]"]),
        ("Potential loyalist", &["[4-5][2-3]"]),
        ("New", &["51"]),
        ("Promising", &["41"]),
        ("Need attention", &["33"]),
        ("About to sleep", &["3[1-2]"]),
        ("Can't lose", &["[1-2]5"]),
        ("At risk", &["[1-2][3-4]"]),
        ("Hibernating", &["[1-2][1-2]"]),
    ];

    /// The rules of R's package `rfm` 0.3 (rsquaredacademy/rfm, `R/rfm-segment.R`), in its order; the rest is "Others".
    pub const R_RFM: Map = &[
        ("Champions", &["555"]),
        ("Potential Loyalist", &["[3-5][3-5][2-5]"]),
        ("Loyal Customers", &["[2-4][2-4][2-4]"]),
        ("Promising", &["[3-4][1-3][3-5]"]),
        ("New Customers", &["[4-5][1-3]*"]),
        ("Can't Lose Them", &["[1-2][3-4][4-5]"]),
        ("At Risk", &["[1-2][2-5][4-5]"]),
        ("Need Attention", &["[1-3][3-5][3-5]"]),
        ("About To Sleep", &["[2-3][1-3][1-4]"]),
        ("Lost", &["1**"]),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_go_round() {
        for text in ["51", "[1-2][3-4]", "[135]2", "555", "[4-5]*[1-2]", "1*"] {
            let pattern: CellPattern = text.parse().unwrap();
            assert_eq!(String::from(pattern), text);
        }
        assert_eq!(String::from("[12]5*".parse::<CellPattern>().unwrap()), "[1-2]5");
        for text in ["", "5", "61", "[]1", "1[2", "5555", "[a]1"] {
            assert!(text.parse::<CellPattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn ten_names_cover_each_cell_once() {
        for r in 1..=5 {
            for f in 1..=5 {
                let takers =
                    maps::TEN_NAMES.iter().filter(|(_, cells)| cells.iter().any(|c| c.parse::<CellPattern>().unwrap().contains(r, f, 3)));
                assert_eq!(takers.count(), 1, "{r}{f}");
            }
        }
    }

    #[test]
    fn fewer_scores_keep_the_corners_and_the_middle_of_the_map() {
        let segment = |(name, cells): &(&str, &[&str])| RfmSegment {
            name: name.to_string(),
            colour: Colour::Grey,
            cells: cells.iter().map(|c| c.parse().unwrap()).collect(),
        };
        let mut rfm = Rfm { segments: maps::TEN_NAMES.iter().map(segment).collect(), ..Rfm::default() };
        rfm.set_scores(3);
        let name = |rfm: &Rfm, r, f| rfm.owner(r, f, 2).map_or("", |s| maps::TEN_NAMES[s].0);
        let expected = [
            ["Hibernating", "At risk", "Can't lose"],
            ["About to sleep", "Need attention", "Loyal"],
            ["New", "Potential loyalist", "Champions"],
        ];
        for r in 1..=3u8 {
            for f in 1..=3u8 {
                assert_eq!(name(&rfm, r, f), expected[usize::from(r) - 1][usize::from(f) - 1], "{r}{f}");
            }
        }
        let mut typed = Rfm {
            breaks: Breaks::Fixed { recency: vec![1.0, 2.0, 3.0, 4.0], frequency: vec![1.0], monetary: vec![] },
            segments: vec![RfmSegment { name: "All".into(), colour: Colour::Grey, cells: vec!["5*5".parse().unwrap()] }],
            ..Rfm::default()
        };
        typed.set_scores(4);
        assert_eq!(typed.breaks, Breaks::Fixed { recency: vec![1.0, 2.0, 3.0], frequency: vec![1.0], monetary: vec![] });
        assert_eq!(String::from(typed.segments[0].cells[0]), "5*5");
    }

    #[test]
    fn painting_moves_one_cell() {
        let segment = |(name, cells): &(&str, &[&str])| RfmSegment {
            name: name.to_string(),
            colour: Colour::Grey,
            cells: cells.iter().map(|c| c.parse().unwrap()).collect(),
        };
        let mut rfm = Rfm { segments: maps::TEN_NAMES.iter().map(segment).collect(), ..Rfm::default() };
        let owner = |rfm: &Rfm, r, f| rfm.segments.iter().position(|s| s.cells.iter().any(|c| c.contains(r, f, 1)));
        let before: Vec<_> = (1..=5).flat_map(|r| (1..=5).map(move |f| (r, f))).map(|(r, f)| owner(&rfm, r, f)).collect();
        rfm.paint(1, 1, Some(0));
        rfm.paint(2, 4, None);
        for (i, (r, f)) in (1..=5).flat_map(|r| (1..=5).map(move |f| (r, f))).enumerate() {
            let expected = match (r, f) {
                (1, 1) => Some(0),
                (2, 4) => None,
                _ => before[i],
            };
            assert_eq!(owner(&rfm, r, f), expected, "{r}{f}");
        }
    }
}
