//! The plan of a playbook as one page to print: HTML that stands alone, without scripts, its numbers those of the evaluation.

use crate::engine::{Evaluation, PlaybookDetail, StepDetail};
use crate::messages::{Lang, format, playbook as m};
use crate::recipe::{Playbook, StepKind, UpliftUnit, Workbook};
use crate::table::date::format_iso;
use std::fmt::Write;

/// The last step of a workbook that is a playbook with a plan.
pub fn plan_step(workbook: &Workbook, evaluation: &Evaluation) -> Option<usize> {
    (0..workbook.steps.len()).rev().find(|&step| parts(workbook, evaluation, step).is_some())
}

fn parts<'a>(workbook: &'a Workbook, evaluation: &'a Evaluation, step: usize) -> Option<(&'a Playbook, &'a PlaybookDetail)> {
    match (&workbook.steps.get(step)?.kind, &evaluation.steps.get(step)?.detail) {
        (StepKind::Playbook(playbook), StepDetail::Playbook(detail)) => Some((playbook, detail)),
        _ => None,
    }
}

/// The plan of the playbook at that step; None where there is none.
pub fn plan_html(workbook: &Workbook, evaluation: &Evaluation, step: usize, lang: Lang) -> Option<String> {
    let (playbook, detail) = parts(workbook, evaluation, step)?;
    let name = workbook.steps[step].name.as_str();
    let title = if workbook.name.trim().is_empty() { name.to_owned() } else { m::plan_of(lang, workbook.name.trim()) };
    let customers = format::count(evaluation.rows);
    let lead = match evaluation.as_of {
        Some(day) => m::plan_lead(lang, &playbook.segments_of, customers, format_iso(day)),
        None => m::plan_lead_undated(lang, &playbook.segments_of, customers),
    };
    let total = &detail.total;
    let mut out = String::with_capacity(16 << 10);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<main>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
        lang.tag(),
        escaped(&title),
        escaped(&title),
        escaped(&lead),
    );
    out.push_str("<dl>\n");
    let mut fact = |label: &str, value: String| {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escaped(label), escaped(&value));
    };
    fact(m::contacts_per_month(lang), whole(total.contacts));
    if let Some(people) = total.people {
        fact(m::people_needed(lang), format::number(people, 1));
    }
    fact(m::budget(lang), money(total.budget));
    fact(m::revenue(lang), money(total.revenue));
    fact(m::net(lang), money(total.net));
    out.push_str("</dl>\n");
    if let Some((sentence, over)) = capacity_sentence(lang, detail) {
        let _ = writeln!(out, "<p class=\"{}\">{}</p>", if over { "over" } else { "fits" }, escaped(&sentence));
    }
    table(lang, playbook, detail, &mut out);
    let _ = write!(out, "<p class=\"foot\">{}</p>\n</main>\n</body>\n</html>\n", escaped(m::plan_foot(lang)));
    Some(out)
}

/// Whether the people suffice, in a sentence; None where nobody is needed or no capacity is stated.
pub fn capacity_sentence(lang: Lang, detail: &PlaybookDetail) -> Option<(String, bool)> {
    let total = &detail.total;
    let people = format::number(total.people?, 1);
    let contacts = whole(total.by_people);
    Some(match detail.capacity {
        Some(capacity) if total.by_people > capacity + 1e-9 => (m::plan_exceeds(lang, contacts, whole(capacity), people), true),
        Some(capacity) => (m::plan_fits(lang, contacts, whole(capacity)), false),
        None => (m::plan_people(lang, people), false),
    })
}

/// A number of contacts: parts of one are not shown.
pub fn whole(x: f64) -> String {
    format::number(x, 0)
}

/// An amount of money of the plan: parts of the unit are not shown.
pub fn money(x: f64) -> String {
    format::number(x, 0)
}

fn table(lang: Lang, playbook: &Playbook, detail: &PlaybookDetail, out: &mut String) {
    out.push_str("<table>\n<thead><tr>");
    let uplift = match playbook.uplift_in {
        UpliftUnit::Percent => format!("{} (%)", m::uplift(lang)),
        UpliftUnit::Money => m::uplift(lang).to_owned(),
    };
    let words = [m::segment(lang), m::service(lang), m::owner(lang), m::channel(lang), m::offer(lang), m::cadence(lang)];
    words.iter().for_each(|word| push_cell(out, "th", "", word));
    let response = format!("{} (%)", m::response(lang));
    let numbers = [
        m::customers(lang),
        m::contacts(lang),
        m::people(lang),
        m::cost(lang),
        &response,
        &uplift,
        m::budget(lang),
        m::revenue(lang),
        m::net(lang),
    ];
    numbers.iter().for_each(|word| push_cell(out, "th", "n", word));
    out.push_str("</tr></thead>\n<tbody>\n");
    let most = detail.rows.iter().map(|row| row.budget.max(row.revenue)).fold(0.0, f64::max);
    for row in &detail.rows {
        let Some(play) = playbook.play(&row.segment) else { continue };
        let _ = write!(out, "<tr{}>", if row.over { " class=\"row-over\"" } else { "" });
        let segment = if row.over { format!("{} ({})", row.segment, m::capacity_row(lang)) } else { row.segment.clone() };
        push_cell(out, "td", "s", &segment);
        [&play.service, &play.owner, &play.channel, &play.offer].into_iter().for_each(|text| push_cell(out, "td", "", text));
        let by = if play.automated { m::by_machine(lang) } else { m::by_hand(lang) };
        push_cell(out, "td", "", &format!("{} · {by}", m::cadence_text(lang, format::number(play.contacts, 2), m::period(lang, play.per))));
        let people = row.people.map_or(String::new(), |people| format::number(people, 1));
        for text in [
            format::count(row.customers),
            whole(row.contacts),
            people,
            format::number(play.cost, 2),
            format::number(play.response, 2),
            format::number(play.uplift, 2),
        ] {
            push_cell(out, "td", "n", &text);
        }
        for (class, x) in [("b", row.budget), ("r", row.revenue)] {
            let share = if most > 0.0 { (x / most * 100.0).clamp(0.0, 100.0) } else { 0.0 };
            let _ = write!(out, "<td class=\"n\">{}<i class=\"{class}\" style=\"width:{share:.1}%\"></i></td>", escaped(&money(x)));
        }
        push_cell(out, "td", if row.net < 0.0 { "n loss" } else { "n" }, &money(row.net));
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n<tfoot><tr>");
    let total = &detail.total;
    push_cell(out, "th", "s", m::total(lang));
    out.push_str("<td colspan=\"5\"></td>");
    for text in [format::count(total.customers), whole(total.contacts), total.people.map_or(String::new(), |p| format::number(p, 1))] {
        push_cell(out, "td", "n", &text);
    }
    out.push_str("<td colspan=\"3\"></td>");
    for x in [total.budget, total.revenue, total.net] {
        push_cell(out, "td", "n", &money(x));
    }
    out.push_str("</tr></tfoot>\n</table>\n");
}

fn push_cell(out: &mut String, tag: &str, class: &str, text: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = write!(out, "<{tag}{class}>{}</{tag}>", escaped(text));
}

/// Text as HTML has it: nothing in it is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && !c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

const STYLE: &str = "
@page { size: A4 landscape; margin: 11mm; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1b2430; font: 9pt/1.35 Inter, 'Segoe UI', system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
main { max-width: 275mm; margin: 0 auto; }
@media screen { main { padding: 10mm 4mm; } }
h1 { font-size: 16pt; line-height: 1.2; margin: 0 0 1mm; }
.lead { margin: 0 0 3mm; color: #55606e; }
dl { display: flex; gap: 8mm; margin: 0 0 2mm; }
dt { color: #55606e; font-size: 8pt; }
dd { margin: 0; font-size: 13pt; font-weight: 650; font-variant-numeric: tabular-nums; }
.over { margin: 0 0 3mm; padding: 1.2mm 2mm; border-left: 1mm solid #b3261e; background: #fdecea; color: #8c1d17; font-weight: 600; }
.fits { margin: 0 0 3mm; color: #55606e; }
table { width: 100%; border-collapse: collapse; font-size: 7.8pt; line-height: 1.25; }
th { text-align: left; font-weight: 600; color: #55606e; border-bottom: .4mm solid #1b2430; padding: 1mm; vertical-align: bottom; }
td { padding: 1.1mm 1mm; border-bottom: .2mm solid #dfe3e8; vertical-align: top; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
.s { font-weight: 650; color: #1b2430; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.n { white-space: normal; }
tfoot th, tfoot td { border-top: .4mm solid #1b2430; border-bottom: 0; font-weight: 650; color: #1b2430; }
td i { display: block; height: 1.1mm; margin: .6mm 0 0 auto; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.b { background: #e69f00; }
.r { background: #0b6e69; }
.loss { color: #b3261e; }
.row-over .s { color: #b3261e; }
.foot { color: #606a77; font-size: 7.5pt; margin: 3mm 0 0; }
";

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::recipe::read;
    use crate::table::{Column, ColumnData, Table};
    use std::sync::Arc;

    #[test]
    fn the_plan_is_text_and_its_numbers_are_those_of_the_evaluation() {
        let workbook = read(
            r#"{"stratify": 1, "name": "R&D <script>alert(1)</script>", "value_column": "spend", "steps": [
              {"name": "Size", "kind": "tiers", "column": "spend", "method": {"by": "thresholds", "at": [50]},
               "tiers": [{"name": "\"Big\" <b>"}, {"name": "Small"}]},
              {"name": "Plan", "kind": "playbook", "segments_of": "Size", "capacity": {"people": 1, "contacts_per_person": 2},
               "plays": [{"segment": "\"Big\" <b>", "service": "A'&<i>", "contacts": 2, "cost": 3, "response": 50, "uplift": 10},
                         {"segment": "Small", "contacts": 1, "automated": true, "cost": 1}]}]}"#,
        )
        .unwrap();
        let spend = Arc::new(Column::new("spend", ColumnData::Number(vec![60.0, 100.0, 1.0].into())));
        let evaluation = Engine::new(Table::new(3, vec![spend])).evaluate(&workbook);
        assert_eq!(plan_step(&workbook, &evaluation), Some(1));
        assert_eq!(plan_html(&workbook, &evaluation, 0, Lang::En), None);
        let html = plan_html(&workbook, &evaluation, 1, Lang::En).unwrap();
        assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert!(html.contains("R&amp;D &lt;script&gt;") && html.contains("&quot;Big&quot; &lt;b&gt; (over capacity)"), "{html}");
        // Two big ones, twice: 4 contacts of 3 each; half of them bring 10 % of 80.
        for cell in ["<dd>5</dd>", "<dd>2</dd>", "<td class=\"n\">12<i", "<td class=\"n\">16<i", "<dd>13</dd>", "<dd>3</dd>"] {
            assert!(html.contains(cell), "{cell} in {html}");
        }
        assert!(html.contains("4 contacts by people, and the team can make 2: 2 people are needed."), "{html}");
        assert!(plan_html(&workbook, &evaluation, 1, Lang::Zh).unwrap().contains("lang=\"zh-CN\""));
    }
}
