//! What the command line prints for programs: JSON with fixed names, numbers as numbers, dates as `YYYY-MM-DD`.

use crate::engine::{Assembled, ColumnProfile, Evaluation, FormulaDetail, Listed, PlanRow, PlaybookDetail, StepDetail};
use crate::ingest::ImportReport;
use crate::recipe::Workbook;
use crate::table::{ColumnType, date::format_iso};
use serde_json::{Value, json};

/// `{"rows", "encoding", "delimiter", "columns": [{"name", "type", "missing", "distinct", "min", "max", "mean", "median", "sum"}]}`. What a
/// type does not have is null: a date has no mean and no sum, text and yes/no have none of the five.
pub(super) fn profile(report: &ImportReport, columns: &[ColumnProfile]) -> String {
    let column = |c: &ColumnProfile| {
        let (min, max, mean, median, sum) = match (&c.numbers, &c.dates) {
            (Some(n), _) => (number(n.min), number(n.max), number(n.mean), number(n.median), number(n.sum)),
            (_, Some(d)) => (json!(format_iso(d.min)), json!(format_iso(d.max)), Value::Null, json!(format_iso(d.median)), Value::Null),
            _ => (Value::Null, Value::Null, Value::Null, Value::Null, Value::Null),
        };
        json!({
            "name": c.name, "type": c.column_type, "missing": c.missing, "distinct": c.distinct,
            "min": min, "max": max, "mean": mean, "median": median, "sum": sum,
        })
    };
    pretty(&json!({
        "rows": report.rows,
        "encoding": report.encoding.label(),
        "delimiter": report.delimiter.to_string(),
        "columns": columns.iter().map(column).collect::<Vec<_>>(),
    }))
}

/// `{"rows", "steps": [{"name", "kind", "segments": [{"name", "count", "share", "value", "value_share"}]}]}`. Shares are between 0 and 1;
/// without a value column the values are null. A muted step has no segments. A formula also has `"result": {"type", "missing", "min", "mean", "max"}`,
/// a playbook its `"plan"`.
pub(super) fn apply(workbook: &Workbook, evaluation: &Evaluation) -> String {
    let steps = workbook.steps.iter().zip(&evaluation.steps).map(|(step, summary)| {
        let kind = serde_json::to_value(step).ok().and_then(|v| v.get("kind").cloned()).unwrap_or_default();
        let segments = summary.groups.iter().map(|group| {
            json!({
                "name": group.name, "count": group.count, "share": number(group.share),
                "value": group.value.map(number), "value_share": group.value_share.map(number),
            })
        });
        let mut out = json!({ "name": step.name, "kind": kind, "segments": segments.collect::<Vec<_>>() });
        if let StepDetail::Formula(detail) = &summary.detail {
            out["result"] = formula(detail);
        }
        if let StepDetail::Playbook(detail) = &summary.detail {
            out["plan"] = plan(detail);
        }
        out
    });
    let mut out = json!({ "rows": evaluation.rows, "steps": steps.collect::<Vec<_>>() });
    if let Some(report) = &evaluation.files {
        out["files"] = files(report);
    }
    pretty(&out)
}

/// What stacking and joining came to; a join that could not be made is null.
fn files(report: &Assembled) -> Value {
    let listed = |keys: &Listed| {
        let first = keys.first.iter().map(|k| json!({ "key": k.key, "line": k.line }));
        json!({ "count": keys.count, "first": first.collect::<Vec<_>>() })
    };
    let stacked =
        report.stack.iter().flat_map(|stack| &stack.files).map(
            |file| json!({ "file": file.name, "channel": file.channel, "rows": file.rows, "lacking": file.lacking, "added": file.added }),
        );
    let joined = report.joins.iter().map(|join| {
        join.as_ref().map(|join| {
            json!({
                "file": join.file, "key": join.key, "other_key": join.other_key, "customers": join.customers, "matched": join.matched,
                "without_key": join.without_key, "unmatched": listed(&join.unmatched), "rows": join.rows,
                "rows_without_key": join.rows_without_key, "rows_unmatched": listed(&join.rows_unmatched),
                "duplicates": listed(&join.duplicates),
            })
        })
    });
    json!({
        "became_text": report.stack.as_ref().map(|stack| &stack.became_text),
        "stacked": stacked.collect::<Vec<_>>(),
        "joined": joined.collect::<Vec<_>>(),
    })
}

/// What a playbook comes to per month: `{"capacity", "total", "segments"}`.
fn plan(detail: &PlaybookDetail) -> Value {
    let total = &detail.total;
    let segment = |row: &PlanRow| {
        json!({
            "name": row.segment, "customers": row.customers, "contacts": number(row.contacts), "by_people": number(row.by_people),
            "people": row.people.map(number), "budget": number(row.budget), "responses": number(row.responses),
            "return": number(row.revenue), "net": number(row.net), "over_capacity": row.over,
        })
    };
    json!({
        "capacity": detail.capacity.map(number),
        "total": {
            "customers": total.customers, "contacts": number(total.contacts), "by_people": number(total.by_people),
            "people": total.people.map(number), "budget": number(total.budget), "responses": number(total.responses),
            "return": number(total.revenue), "net": number(total.net),
        },
        "segments": detail.rows.iter().map(segment).collect::<Vec<_>>(),
    })
}

/// Of a formula's result: dates as `YYYY-MM-DD`, null where there is none.
fn formula(detail: &FormulaDetail) -> Value {
    let value = |x: Option<f64>| match (detail.column_type, x) {
        (_, None) => Value::Null,
        (ColumnType::Date, Some(day)) => json!(format_iso(day as i32)),
        (_, Some(x)) => number(x),
    };
    json!({
        "type": detail.column_type, "missing": detail.missing,
        "min": value(detail.min), "mean": value(detail.mean), "max": value(detail.max),
    })
}

/// Whole numbers without a decimal point; what is no number is null.
fn number(x: f64) -> Value {
    if x.fract() == 0.0 && x.abs() < 9_007_199_254_740_992.0 { json!(x as i64) } else { json!(x) }
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
