//! The numbers behind a chart as a table: for reading on the page, and for pasting into a spreadsheet.

use super::shown_name;
use crate::engine::{BoxSummary, Distribution, StepSummary};
use crate::messages::{Lang, charts as msg, format};
use crate::table::ColumnType;

/// A cell: as it is shown, and as a spreadsheet reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub shown: String,
    pub plain: String,
}

/// A table of numbers; the first column names the rows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Numbers {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Cell {
    fn name(text: &str) -> Cell {
        Cell { shown: shown_name(text).to_owned(), plain: guarded(text) }
    }

    fn count(n: usize) -> Cell {
        Cell { shown: format::count(n), plain: n.to_string() }
    }

    fn share(x: Option<f64>) -> Cell {
        x.map_or_else(Cell::none, |x| Cell { shown: format::share(x), plain: x.to_string() })
    }

    fn amount(x: Option<f64>) -> Cell {
        x.map_or_else(Cell::none, |x| Cell { shown: format::amount(x), plain: x.to_string() })
    }

    fn value(column_type: ColumnType, x: f64) -> Cell {
        let shown = msg::value(column_type, x);
        let plain = if column_type == ColumnType::Date { shown.clone() } else { x.to_string() };
        Cell { shown, plain }
    }

    fn none() -> Cell {
        Cell { shown: "–".into(), plain: String::new() }
    }
}

/// A name that a spreadsheet takes for text: one line, no tab, nothing that it would run as a formula.
fn guarded(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.trim_start().starts_with(['=', '+', '-', '@']) { format!("'{line}") } else { line }
}

impl Numbers {
    /// Of a chart of sizes. `value` is the name of the value column.
    pub fn of_sizes(lang: Lang, step: &StepSummary, value: Option<&str>) -> Numbers {
        let mut columns = vec![msg::segment(lang).to_owned(), msg::customers(lang).to_owned(), msg::share_of_customers(lang).to_owned()];
        if let Some(value) = value {
            columns.extend([msg::sum_of(lang, value), msg::share_of(lang, value), msg::mean_of(lang, value)]);
        }
        let rows = step.groups.iter().map(|g| {
            let mut row = vec![Cell::name(&g.name), Cell::count(g.count), Cell::share(Some(g.share))];
            if value.is_some() {
                row.extend([Cell::amount(g.value), Cell::share(g.value_share), Cell::amount(g.mean)]);
            }
            row
        });
        Numbers { columns, rows: rows.collect() }
    }

    /// Of a histogram: a row per bin and one for missing values, a column per group.
    pub fn of_histogram(lang: Lang, d: &Distribution) -> Numbers {
        let mut columns = vec![d.column.clone()];
        columns.extend((0..d.groups.len()).map(|i| group_name(lang, d, i)));
        let total = d.groups.len() > 1;
        if total {
            columns.push(msg::total(lang).to_owned());
        }
        let row = |name: String, counts: Vec<usize>| {
            let sum = counts.iter().sum();
            let mut row = vec![Cell { plain: name.clone(), shown: name }];
            row.extend(counts.into_iter().map(Cell::count));
            if total {
                row.push(Cell::count(sum));
            }
            row
        };
        let bins = d.edges.len().saturating_sub(1);
        let mut rows: Vec<_> = (0..bins)
            .map(|b| {
                let name = msg::bin(d.column_type, d.edges[b], d.edges[b + 1], b + 1 == bins);
                row(name, d.groups.iter().map(|g| g.counts.get(b).copied().unwrap_or(0)).collect())
            })
            .collect();
        rows.push(row(msg::missing(lang).to_owned(), d.groups.iter().map(|g| g.missing).collect()));
        Numbers { columns, rows }
    }

    /// Of a box plot: a row per group.
    pub fn of_boxes(lang: Lang, d: &Distribution) -> Numbers {
        let mut columns = vec![msg::segment(lang).to_owned(), msg::values(lang).to_owned(), msg::missing(lang).to_owned()];
        columns.extend(five_numbers(lang).iter().map(|(name, _)| (*name).to_owned()));
        columns.push(msg::outliers(lang).to_owned());
        let rows = d.groups.iter().enumerate().map(|(i, g)| {
            let mut row = vec![Cell::name(&group_name(lang, d, i)), Cell::count(g.summary.map_or(0, |s| s.count)), Cell::count(g.missing)];
            row.extend(five_numbers(lang).map(|(_, get)| g.summary.map_or_else(Cell::none, |s| Cell::value(d.column_type, get(&s)))));
            row.push(g.summary.map_or_else(Cell::none, |s| Cell::count(s.outliers)));
            row
        });
        Numbers { columns, rows: rows.collect() }
    }

    /// Lines of cells between tabs, as spreadsheets paste them: numbers in full, names guarded against being run as a formula.
    pub fn to_tsv(&self) -> String {
        let mut out = self.columns.iter().map(|c| guarded(c)).collect::<Vec<_>>().join("\t");
        for row in &self.rows {
            out.push('\n');
            out.push_str(&row.iter().map(|c| c.plain.as_str()).collect::<Vec<_>>().join("\t"));
        }
        out.push('\n');
        out
    }
}

/// A group's name; without a step there is one group, which has none, and it is everyone.
pub fn group_name(lang: Lang, d: &Distribution, group: usize) -> String {
    let name = d.groups.get(group).map_or("", |g| g.name.as_str());
    if d.groups.len() == 1 && name.is_empty() { msg::all_customers(lang).to_owned() } else { shown_name(name).to_owned() }
}

/// One number of a box plot: its name, and how to get it.
pub type BoxNumber = (&'static str, fn(&BoxSummary) -> f64);

/// The numbers of a box plot by name, in reading order.
pub fn five_numbers(lang: Lang) -> [BoxNumber; 8] {
    [
        (msg::minimum(lang), |s| s.min),
        (msg::whisker_low(lang), |s| s.whisker_low),
        (msg::quartile_1(lang), |s| s.q1),
        (msg::median(lang), |s| s.median),
        (msg::quartile_3(lang), |s| s.q3),
        (msg::whisker_high(lang), |s| s.whisker_high),
        (msg::maximum(lang), |s| s.max),
        (msg::mean(lang), |s| s.mean),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{GroupDistribution, GroupSummary, StepDetail};
    use crate::recipe::Colour;

    #[test]
    fn a_name_is_never_a_formula_and_never_breaks_a_row() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded(" @cmd"), "' @cmd");
        assert_eq!(guarded("a\tb\nc"), "a b c");
        assert_eq!(guarded("Loyal"), "Loyal");
    }

    #[test]
    fn sizes_keep_every_digit_when_copied() {
        let group = GroupSummary {
            name: "=Risk".into(),
            colour: Colour::Blue,
            count: 1612,
            share: 1.0 / 3.0,
            value: Some(456_116.6),
            value_share: None,
            mean: Some(64.75),
            measures: Vec::new(),
        };
        let step = StepSummary { name: "S".into(), groups: vec![group], overlapping: false, findings: vec![], detail: StepDetail::None };
        let n = Numbers::of_sizes(Lang::En, &step, Some("Charges"));
        assert_eq!(
            n.rows[0].iter().map(|c| c.shown.as_str()).collect::<Vec<_>>(),
            ["=Risk", "1,612", "33.3 %", "456,116.60", "–", "64.75"]
        );
        assert_eq!(n.to_tsv().lines().nth(1), Some("'=Risk\t1612\t0.3333333333333333\t456116.6\t\t64.75"));
        assert_eq!(n.columns.len(), n.rows[0].len());
        assert_eq!(Numbers::of_sizes(Lang::Zh, &step, None).columns.len(), 3);
    }

    #[test]
    fn a_histogram_counts_everyone_once() {
        let group = |name: &str, counts: [usize; 2], missing| GroupDistribution {
            name: name.into(),
            colour: Colour::Blue,
            counts: counts.into(),
            missing,
            summary: None,
        };
        let d = Distribution {
            column: "X".into(),
            column_type: ColumnType::Number,
            edges: vec![0.0, 5.0, 10.0],
            groups: vec![group("A", [3, 4], 1), group("B", [10, 0], 2)],
        };
        let n = Numbers::of_histogram(Lang::En, &d);
        assert_eq!(n.columns, ["X", "A", "B", "Total"]);
        assert_eq!(n.to_tsv(), "X\tA\tB\tTotal\n0 – < 5\t3\t10\t13\n5 – 10\t4\t0\t4\nMissing\t1\t2\t3\n");
        let boxes = Numbers::of_boxes(Lang::En, &d);
        assert_eq!(boxes.columns.len(), boxes.rows[0].len());
        assert!(boxes.rows[0].iter().skip(3).all(|c| c.shown == "–"));
    }
}
