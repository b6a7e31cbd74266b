//! Why a customer is where it is, in sentences.

use super::plain;
use super::{Lang, format};
use crate::engine::{ConditionVerdict, SegmentVerdict, StepExplanation, Verdict};
use crate::recipe::{Op, Scalar};
use crate::table::{date, format_number};

crate::messages! {
    holds(rule, actual) => "{rule}: yes, it is {actual}", "{rule}：成立，实际为 {actual}";
    holds_missing(rule) => "{rule}: yes, the cell is empty", "{rule}：成立，该单元格为空";
    fails(rule, actual) => "{rule}: no, it is {actual}", "{rule}：不成立，实际为 {actual}";
    fails_by(rule, actual, distance) => "{rule}: no, it is {actual} ({distance} away)", "{rule}：不成立，实际为 {actual}（相差 {distance}）";
    fails_by_day(rule, actual) => "{rule}: no, it is {actual} (1 day away)", "{rule}：不成立，实际为 {actual}（相差 1 天）";
    fails_by_days(rule, actual, days) => "{rule}: no, it is {actual} ({days} days away)", "{rule}：不成立，实际为 {actual}（相差 {days} 天）";
    fails_missing(rule) => "{rule}: no, the cell is empty", "{rule}：不成立，该单元格为空";

    segment_taken(name) => "In “{name}”: its rule is met.", "属于“{name}”：符合其规则。";
    segment_met(name) => "Meets the rule of “{name}” too, but a segment above comes first.", "也符合“{name}”的规则，但上面的客群优先。";
    segment_not_met(name) => "Not in “{name}”:", "不属于“{name}”：";
    segment_no_rule(name) => "“{name}” has no rule in force.", "“{name}”没有生效的规则。";
    no_segment => "No segment’s rule is met.", "不符合任何客群的规则。";

    tier_missing(column) => "{column} is missing, so that there is no tier.", "{column} 缺失，因此没有层级。";
    tier_value(column, actual) => "{column} is {actual}.", "{column} 为 {actual}。";
    tier_rank(column, actual, rank, of) => "{column} is {actual}: rank {rank} of {of}.", "{column} 为 {actual}：在 {of} 位客户中排第 {rank}。";
    tier_more(amount, tier) => "{amount} more would reach “{tier}”.", "再增加 {amount} 即可达到“{tier}”。";
    tier_less(amount, tier) => "{amount} less would reach “{tier}”.", "再减少 {amount} 即可达到“{tier}”。";
    matrix_cell(rows, row, columns, column) => "{rows} is “{row}” and {columns} is “{column}”.", "{rows} 为“{row}”，{columns} 为“{column}”。";
    rfm_recency(value, score, of) => "Last order {value} days ago: recency {score} of {of}.", "最近一次下单在 {value} 天前：R 为 {score}（满分 {of}）。";
    rfm_frequency(value, score, of) => "{value} orders: frequency {score} of {of}.", "下单 {value} 次：F 为 {score}（满分 {of}）。";
    rfm_monetary(value, score, of) => "{value} spent: monetary {score} of {of}.", "消费 {value}：M 为 {score}（满分 {of}）。";
    rfm_missing => "A value is missing, so that there is no cell.", "有数值缺失，因此没有对应的单元格。";
    lifecycle_orders(orders) => "Orders: {orders}.", "下单次数：{orders}。";
    lifecycle_silent(days) => "Silent for {days} days.", "已有 {days} 天没有下单。";
    lifecycle_gap(days) => "Own gap between orders: {days} days.", "自身的下单间隔：{days} 天。";
    lifecycle_overdue(days) => "Overdue after {days} days.", "超过 {days} 天视为逾期未购。";
    lifecycle_lost(days) => "Lost after {days} days.", "超过 {days} 天视为流失。";
}

/// One condition for one customer: what it asks, whether it holds, what the customer has, and how far it is off.
pub fn condition(lang: Lang, verdict: &ConditionVerdict) -> String {
    let rule = plain::condition(lang, &verdict.condition);
    let actual = verdict.actual.as_str();
    match (verdict.held, actual.is_empty(), verdict.distance.filter(|&d| d > 0.0)) {
        (true, true, _) => holds_missing(lang, rule),
        (true, false, _) => holds(lang, rule, actual),
        (false, true, _) => fails_missing(lang, rule),
        (false, false, None) => fails(lang, rule, actual),
        (false, false, Some(distance)) if is_days(verdict) => {
            let days = format::count(distance as usize);
            if distance == 1.0 { fails_by_day(lang, rule, actual) } else { fails_by_days(lang, rule, actual, days) }
        }
        (false, false, Some(distance)) => fails_by(lang, rule, actual, format::number(distance, 4)),
    }
}

/// Whether the distance of a verdict is in days.
fn is_days(verdict: &ConditionVerdict) -> bool {
    match (verdict.condition.op, &verdict.condition.value) {
        (Op::On | Op::Before | Op::After | Op::InLast | Op::InNext | Op::MoreThanAgo | Op::InThis | Op::InPrevious, _) => true,
        (Op::Between, Some(Scalar::Text(text))) => date::parse_iso(text).is_some(),
        _ => false,
    }
}

/// What a segment's rule came to for one customer; the conditions that decided follow under it.
pub fn segment(lang: Lang, verdict: &SegmentVerdict) -> String {
    match (verdict.met, verdict.taken) {
        (true, true) => segment_taken(lang, &verdict.name),
        (true, false) => segment_met(lang, &verdict.name),
        (false, _) if verdict.reasons.is_empty() => segment_no_rule(lang, &verdict.name),
        (false, _) => segment_not_met(lang, &verdict.name),
    }
}

/// A step's verdict on one customer, line by line, from the top: of a rules step each segment down to the one that took the customer, with the
/// conditions that decided behind it.
pub fn step(lang: Lang, explanation: &StepExplanation) -> Vec<String> {
    match &explanation.verdict {
        Verdict::Rules(segments) => {
            let mut lines = Vec::new();
            for verdict in segments {
                let reasons: Vec<String> = verdict.reasons.iter().map(|reason| condition(lang, reason)).collect();
                let mut line = segment(lang, verdict);
                if !reasons.is_empty() {
                    line.push(' ');
                    line.push_str(&reasons.join(match lang {
                        Lang::En => "; ",
                        Lang::Zh => "；",
                    }));
                }
                lines.push(line);
            }
            if !segments.iter().any(|s| s.taken) {
                lines.push(no_segment(lang).into());
            }
            lines
        }
        Verdict::Tier { column, value: None, .. } => vec![tier_missing(lang, column)],
        Verdict::Tier { column, actual, rank, of, to_next, next, .. } => {
            let mut lines = vec![match rank {
                Some(rank) => tier_rank(lang, column, actual, format::count(*rank), format::count(*of)),
                None => tier_value(lang, column, actual),
            }];
            if let (Some(amount), Some(next)) = (to_next, next) {
                let text = format::number(amount.abs(), 4);
                lines.push(if *amount < 0.0 { tier_less(lang, text, next) } else { tier_more(lang, text, next) });
            }
            lines
        }
        Verdict::Matrix { rows, row, columns, column } => vec![matrix_cell(lang, rows, row, columns, column)],
        Verdict::Rfm { recency, frequency, monetary, scores, of } => {
            let mut lines = Vec::new();
            if let (Some(x), Some(score)) = (recency, scores[0]) {
                lines.push(rfm_recency(lang, format::number(*x, 0), score, of));
            }
            if let (Some(x), Some(score)) = (frequency, scores[1]) {
                lines.push(rfm_frequency(lang, format::number(*x, 2), score, of));
            }
            if let (Some(x), Some(score)) = (monetary, scores[2]) {
                lines.push(rfm_monetary(lang, format::amount(*x), score, of));
            }
            if scores.contains(&None) {
                lines.push(rfm_missing(lang).into());
            }
            lines
        }
        Verdict::Lifecycle { orders, silent_days, own_gap, overdue_after, lost_after } => {
            let days = |x: f64| format::number(x, 1);
            [
                orders.map(|x| lifecycle_orders(lang, format_number(x))),
                silent_days.map(|x| lifecycle_silent(lang, days(x))),
                own_gap.map(|x| lifecycle_gap(lang, days(x))),
                overdue_after.map(|x| lifecycle_overdue(lang, days(x))),
                lost_after.map(|x| lifecycle_lost(lang, days(x))),
            ]
            .into_iter()
            .flatten()
            .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Condition;

    #[test]
    fn says_how_far_a_customer_is_off() {
        let condition_on = |op, value| Condition { column: "spend".into(), op, value: Some(value), ..Condition::default() };
        let number = ConditionVerdict {
            condition: condition_on(Op::Gt, Scalar::Number(80.0)),
            actual: "75.3".into(),
            held: false,
            distance: Some(4.7),
        };
        assert_eq!(condition(Lang::En, &number), "spend > 80: no, it is 75.3 (4.7 away)");
        let day = ConditionVerdict {
            condition: condition_on(Op::Before, Scalar::Text("2024-01-31".into())),
            actual: "2024-01-31".into(),
            held: false,
            distance: Some(1.0),
        };
        assert!(condition(Lang::En, &day).ends_with("no, it is 2024-01-31 (1 day away)"));
        let empty = ConditionVerdict { actual: String::new(), distance: None, ..number };
        assert!(condition(Lang::Zh, &empty).ends_with("不成立，该单元格为空"));
    }
}
