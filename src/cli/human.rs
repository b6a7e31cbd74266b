//! What the command line prints for people: aligned tables.

use crate::engine::{ColumnProfile, Evaluation, FormulaDetail, PlaybookDetail, StepDetail};
use crate::ingest::ImportReport;
use crate::messages::{Lang, cli as say, format, ingest as say_ingest};
use crate::table::{ColumnType, date::format_iso};

#[derive(Clone, Copy, PartialEq)]
enum Align {
    Left,
    Right,
}

/// The columns on a terminal that a text takes: East Asian wide characters take two.
fn width(text: &str) -> usize {
    let wide = |c: char| matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd);
    text.chars().map(|c| 1 + usize::from(wide(c))).sum()
}

/// Rows under a header, padded so that columns line up. Long cells are cut.
fn table(align: &[Align], rows: &[Vec<String>]) -> String {
    const LONGEST: usize = 40;
    let cut = |cell: &String| {
        let cell: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if width(&cell) <= LONGEST {
            return cell;
        }
        let mut short = String::new();
        for c in cell.chars() {
            if width(&short) + 3 > LONGEST {
                break;
            }
            short.push(c);
        }
        short + "…"
    };
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cut).collect()).collect();
    let widths: Vec<usize> = (0..align.len()).map(|i| rows.iter().map(|r| width(&r[i])).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[i] - width(cell));
            let (before, after) = if align[i] == Align::Right { (pad.as_str(), "") } else { ("", pad.as_str()) };
            if i > 0 {
                line.push_str("  ");
            }
            line.push_str(before);
            line.push_str(cell);
            line.push_str(after);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

pub(super) fn profile(lang: Lang, report: &ImportReport, columns: &[ColumnProfile]) -> String {
    let delimiter = say_ingest::delimiter_name(lang, report.delimiter);
    let mut out = say::profile_head(lang, format::count(report.rows), format::count(columns.len()), report.encoding.label(), delimiter);
    out.push_str("\n\n");
    let head = [say::column, say::kind, say::missing, say::distinct, say::least, say::greatest, say::mean, say::median, say::sum];
    let mut rows = vec![head.iter().map(|word| word(lang).to_owned()).collect::<Vec<_>>()];
    for c in columns {
        let five = match (&c.numbers, &c.dates) {
            (Some(n), _) => [n.min, n.max, n.mean, n.median, n.sum].map(|x| format::number(x, 4)),
            (_, Some(d)) => [format_iso(d.min), format_iso(d.max), String::new(), format_iso(d.median), String::new()],
            _ => Default::default(),
        };
        let type_name = say_ingest::type_name(lang, c.column_type).to_owned();
        rows.push([c.name.clone(), type_name, format::count(c.missing), format::count(c.distinct)].into_iter().chain(five).collect());
    }
    let mut align = [Align::Right; 9];
    align[..2].fill(Align::Left);
    out + &table(&align, &rows)
}

pub(super) fn apply(lang: Lang, evaluation: &Evaluation) -> String {
    let mut out = String::new();
    for step in &evaluation.steps {
        if let StepDetail::Formula(detail) = &step.detail {
            out.push_str(&formula(lang, &step.name, detail));
            out.push('\n');
        }
        if let StepDetail::Playbook(detail) = &step.detail {
            out.push_str(&plan(lang, &step.name, detail));
            out.push('\n');
        }
        if step.groups.is_empty() {
            continue;
        }
        let valued = evaluation.value.is_some();
        let mut head = vec![step.name.clone(), say::customers(lang).to_owned(), say::share(lang).to_owned()];
        if let Some((column, _)) = &evaluation.value {
            head.extend([column.clone(), say::share(lang).to_owned()]);
        }
        let mut rows = vec![head];
        for group in &step.groups {
            let mut row = vec![group.name.clone(), format::count(group.count), format::share(group.share)];
            if valued {
                row.push(group.value.map(format::amount).unwrap_or_default());
                row.push(group.value_share.map(format::share).unwrap_or_default());
            }
            rows.push(row);
        }
        let mut align = vec![Align::Right; rows[0].len()];
        align[0] = Align::Left;
        out.push_str(&table(&align, &rows));
        out.push('\n');
    }
    out
}

/// The numbers of a plan, as its page has them.
fn plan(lang: Lang, name: &str, detail: &PlaybookDetail) -> String {
    use crate::export::plan::{money, whole};
    use crate::messages::playbook as m;
    let words = [m::customers(lang), m::contacts(lang), m::people(lang), m::budget(lang), m::revenue(lang), m::net(lang)];
    let mut rows = vec![[name].into_iter().chain(words).map(str::to_owned).collect::<Vec<_>>()];
    let people = |people: Option<f64>| people.map(|p| format::number(p, 1)).unwrap_or_default();
    for row in detail.rows.iter().filter(|row| row.planned) {
        let mark = if row.over { format!("{} ({})", row.segment, m::capacity_row(lang)) } else { row.segment.clone() };
        let numbers =
            [format::count(row.customers), whole(row.contacts), people(row.people), money(row.budget), money(row.revenue), money(row.net)];
        rows.push([mark].into_iter().chain(numbers).collect());
    }
    let t = &detail.total;
    let numbers = [format::count(t.customers), whole(t.contacts), people(t.people), money(t.budget), money(t.revenue), money(t.net)];
    rows.push([m::total(lang).to_owned()].into_iter().chain(numbers).collect());
    let mut align = [Align::Right; 7];
    align[0] = Align::Left;
    table(&align, &rows)
}

fn formula(lang: Lang, name: &str, detail: &FormulaDetail) -> String {
    let mut head = vec![name.to_owned(), say::kind(lang).to_owned(), say::missing(lang).to_owned()];
    let kind = say_ingest::type_name(lang, detail.column_type).to_owned();
    let mut row = vec![String::new(), kind, format::count(detail.missing)];
    if let (Some(min), Some(mean), Some(max)) = (detail.min, detail.mean, detail.max) {
        head.extend([say::least(lang), say::mean(lang), say::greatest(lang)].map(str::to_owned));
        let date = detail.column_type == ColumnType::Date;
        row.extend([min, mean, max].map(|x| if date { format_iso(x as i32) } else { format::number(x, 4) }));
    }
    let mut align = vec![Align::Right; head.len()];
    align[..2].fill(Align::Left);
    table(&align, &[head, row])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_any_script() {
        let rows = [["name", "n"], ["上海", "1,000"], ["a", "7"]].map(|r| r.map(String::from).to_vec());
        assert_eq!(table(&[Align::Left, Align::Right], &rows), "name      n\n上海  1,000\na         7\n");
    }
}
