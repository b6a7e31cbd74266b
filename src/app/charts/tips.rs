//! What pointing at a mark says: its exact numbers.

use crate::chart::{Mark, five_numbers, group_name};
use crate::engine::{Distribution, StepSummary};
use crate::messages::{Lang, charts as msg, format};
use crate::recipe::Colour;

/// The contents of a tooltip.
#[derive(Clone, Debug, PartialEq)]
pub struct Tip {
    pub title: String,
    pub colour: Option<Colour>,
    pub lines: Vec<Line>,
}

/// A line of a tooltip.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub name: String,
    pub number: String,
    pub colour: Option<Colour>,
    /// It is the mark that is pointed at.
    pub strong: bool,
}

impl Line {
    fn plain(name: impl Into<String>, number: String) -> Line {
        Line { name: name.into(), number, colour: None, strong: false }
    }
}

impl Tip {
    /// In one sentence, for a screen reader.
    pub fn spoken(&self) -> String {
        let mut out = self.title.clone();
        for line in self.lines.iter().filter(|l| l.colour.is_none() || l.strong) {
            out.push_str(&format!(", {} {}", line.name, line.number));
        }
        out
    }
}

/// Of a mark in a chart of sizes.
pub fn of_size(lang: Lang, step: &StepSummary, value: Option<&str>, mark: Mark) -> Option<Tip> {
    let Mark::Share { group, count, share, value: sum, value_share } = mark else { return None };
    let group = step.groups.get(group)?;
    let mut lines =
        vec![Line::plain(msg::customers(lang), format::count(count)), Line::plain(msg::share_of_customers(lang), format::share(share))];
    if let (Some(column), Some(sum)) = (value, sum) {
        lines.push(Line::plain(msg::sum_of(lang, column), format::amount(sum)));
        lines.push(Line::plain(msg::share_of(lang, column), value_share.map_or("–".into(), format::share)));
        if let Some(mean) = group.mean {
            lines.push(Line::plain(msg::mean_of(lang, column), format::amount(mean)));
        }
    }
    Some(Tip { title: group.name.clone(), colour: Some(group.colour), lines })
}

/// Most groups that the tooltip of a bin lists.
const LISTED: usize = 12;

/// Of a mark in a histogram or a box plot.
pub fn of_distribution(lang: Lang, d: &Distribution, mark: Mark) -> Option<Tip> {
    match mark {
        Mark::Bin { bin, group, low, high, total, .. } => {
            let title = msg::bin(d.column_type, low, high, bin + 2 == d.edges.len());
            // The highest of the stack first, as the eye meets them.
            let in_bin: Vec<_> = d.groups.iter().enumerate().filter(|(_, g)| g.counts.get(bin).is_some_and(|&n| n > 0)).rev().collect();
            let mut lines: Vec<Line> = in_bin
                .iter()
                .filter(|(i, _)| in_bin.len() <= LISTED || group == Some(*i))
                .map(|(i, g)| Line {
                    name: group_name(lang, d, *i),
                    number: format::count(g.counts[bin]),
                    colour: Some(g.colour),
                    strong: group == Some(*i),
                })
                .collect();
            if lines.len() != 1 {
                lines.push(Line::plain(msg::total(lang), format::count(total)));
            }
            Some(Tip { title, colour: None, lines })
        }
        Mark::Box { group, summary } => {
            let at = d.groups.get(group)?;
            let mut lines = Vec::new();
            if let Some(s) = summary {
                lines.extend(five_numbers(lang).map(|(name, get)| Line::plain(name, msg::value(d.column_type, get(&s)))));
                lines.push(Line::plain(msg::outliers(lang), format::count(s.outliers)));
            }
            lines.push(Line::plain(msg::values(lang), format::count(summary.map_or(0, |s| s.count))));
            lines.push(Line::plain(msg::missing(lang), format::count(at.missing)));
            Some(Tip { title: group_name(lang, d, group), colour: Some(at.colour), lines })
        }
        Mark::Share { .. } => None,
    }
}
