//! The `playbook` step: what is planned for each segment of an earlier step, and what that comes to per month.
//!
//! For each segment, per month: contacts = customers × contacts of each; people = contacts by people / contacts of a person; budget = contacts ×
//! cost; responses = contacts × response; return = responses × uplift; net = return − budget.

use super::{Grouping, Members, StepContext, StepOutput};
use crate::engine::{Finding, Place, PlanRow, PlanTotal, PlaybookDetail, Problem, Severity, StepDetail, Verdict};
use crate::recipe::{Play, Playbook, UpliftUnit, overlap_column};
use crate::table::{Codes, Column, ColumnData, Sum, TextColumn, TextColumnBuilder, group_totals};
use std::sync::Arc;

/// The plan and the columns that tell each customer's part of it.
pub fn compute(name: &str, params: &Playbook, context: &StepContext) -> StepOutput {
    let mut findings = Vec::new();
    let mut find = |severity, problem| findings.push(Finding { severity, place: Place::Step, problem });
    let (codes, grouping) = match segments(&params.segments_of, context) {
        Ok(found) => found,
        Err(problem) => {
            find(if problem == Problem::NoStep { Severity::Warning } else { Severity::Error }, problem);
            return StepOutput { columns: Vec::new(), grouping: None, detail: StepDetail::None, findings };
        }
    };
    lint(params, grouping, context.value.is_some(), &mut find);
    let detail = plan(params, codes, grouping, context);
    if let Some(capacity) = detail.capacity.filter(|capacity| detail.total.by_people > capacity + 1e-9) {
        let people = detail.total.people.unwrap_or_default();
        find(Severity::Warning, Problem::OverCapacity { contacts: detail.total.by_people, capacity, people });
    }
    let unplanned: Vec<String> =
        detail.rows.iter().filter(|row| !row.planned && row.customers > 0).map(|row| row.segment.clone()).collect();
    if !unplanned.is_empty() {
        find(Severity::Hint, Problem::SegmentsWithoutPlay { segments: unplanned });
    }
    let columns = columns(name, params, codes, grouping);
    StepOutput { columns, grouping: None, detail: StepDetail::Playbook(Box::new(detail)), findings }
}

/// The customer's part of the plan.
pub fn explain(params: &Playbook, context: &StepContext, row: usize) -> Verdict {
    let found = segments(&params.segments_of, context).ok();
    let segment = found.and_then(|(codes, grouping)| grouping.groups.get(usize::from(codes[row]))).map(|g| g.name.clone());
    let segment = segment.unwrap_or_default();
    let play = params.play(&segment).cloned();
    Verdict::Play { step: params.segments_of.clone(), segment, play }
}

/// The groups of the earlier step, and the group of each customer.
fn segments<'a>(step: &str, context: &StepContext<'a>) -> Result<(&'a [u16], &'a Grouping), Problem> {
    if step.is_empty() {
        return Err(Problem::NoStep);
    }
    let grouping = context.grouping(step).ok_or_else(|| Problem::UnknownStep { step: step.to_owned() })?;
    match &grouping.members {
        Members::Exclusive(codes) => Ok((codes, grouping)),
        Members::Overlapping(_) => Err(Problem::StepOverlaps { step: step.to_owned() }),
    }
}

/// Plays of groups that are not there or have one already, and numbers that make no sense.
fn lint(params: &Playbook, grouping: &Grouping, has_value: bool, find: &mut impl FnMut(Severity, Problem)) {
    for (i, play) in params.plays.iter().enumerate() {
        let first = params.play(&play.segment);
        if first.is_some_and(|first| !std::ptr::eq(first, &params.plays[i])) {
            find(Severity::Warning, Problem::DuplicateName { name: play.segment.clone() });
        } else if !grouping.groups.iter().any(|g| params.play(&g.name).is_some_and(|p| std::ptr::eq(p, play))) {
            let (step, segment) = (params.segments_of.clone(), play.segment.clone());
            find(Severity::Warning, Problem::UnknownSegment { step, segment });
        }
        if !(0.0..=100.0).contains(&play.response) {
            find(Severity::Warning, Problem::NotAPercentage { text: play.response.to_string() });
        }
        for x in [play.contacts, play.cost].into_iter().filter(|x| *x < 0.0) {
            find(Severity::Warning, Problem::BelowZero { text: x.to_string() });
        }
    }
    for x in [params.capacity.people, params.capacity.contacts_per_person].into_iter().filter(|x| *x < 0.0) {
        find(Severity::Warning, Problem::BelowZero { text: x.to_string() });
    }
    if params.uplift_in == UpliftUnit::Percent && !has_value && params.plays.iter().any(|p| p.uplift != 0.0) {
        find(Severity::Warning, Problem::UpliftWithoutValue);
    }
}

/// Contacts of each customer per month.
pub fn contacts_per_month(play: &Play) -> f64 {
    play.contacts.max(0.0) * play.per.in_a_month()
}

fn plan(params: &Playbook, codes: &[u16], grouping: &Grouping, context: &StepContext) -> PlaybookDetail {
    let groups = grouping.groups.len();
    let values = context.value.and_then(|column| match &column.data {
        ColumnData::Number(values) => Some(values),
        _ => None,
    });
    // Customers, and the mean of their value.
    let sizes: Vec<(usize, Option<f64>)> = match values {
        Some(values) => {
            let mean = |t: crate::table::GroupTotal| (t.rows, (t.present > 0).then(|| t.sum / t.present as f64));
            group_totals(codes, groups, values).into_iter().map(mean).collect()
        }
        None => {
            let mut counts = vec![(0, None); groups];
            codes.iter().for_each(|&code| counts[usize::from(code)].0 += 1);
            counts
        }
    };
    let per_person = Some(params.capacity.contacts_per_person).filter(|&n| n > 0.0);
    let capacity = per_person.filter(|_| params.capacity.people > 0.0).map(|n| n * params.capacity.people);
    let nothing = Play::default();
    let mut so_far = Sum::default();
    let mut rows = Vec::with_capacity(groups);
    for (label, (customers, mean)) in grouping.groups.iter().zip(sizes) {
        let found = params.play(&label.name);
        let play = found.unwrap_or(&nothing);
        let contacts = customers as f64 * contacts_per_month(play);
        let by_people = if play.automated { 0.0 } else { contacts };
        let budget = contacts * play.cost.max(0.0);
        let responses = contacts * play.response.clamp(0.0, 100.0) / 100.0;
        let each = match params.uplift_in {
            UpliftUnit::Money => play.uplift,
            UpliftUnit::Percent => play.uplift / 100.0 * mean.unwrap_or(0.0),
        };
        so_far.add(by_people);
        rows.push(PlanRow {
            segment: label.name.clone(),
            colour: label.colour,
            planned: found.is_some(),
            customers,
            contacts,
            by_people,
            people: per_person.map(|n| by_people / n),
            budget,
            responses,
            revenue: responses * each,
            net: responses * each - budget,
            over: by_people > 0.0 && capacity.is_some_and(|capacity| so_far.value() > capacity + 1e-9),
        });
    }
    let sum = |of: fn(&PlanRow) -> f64| {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(of(row)));
        sum.value()
    };
    let total = PlanTotal {
        customers: rows.iter().filter(|r| r.contacts > 0.0).map(|r| r.customers).sum(),
        contacts: sum(|r| r.contacts),
        by_people: sum(|r| r.by_people),
        people: per_person.map(|n| sum(|r| r.by_people) / n),
        budget: sum(|r| r.budget),
        responses: sum(|r| r.responses),
        revenue: sum(|r| r.revenue),
        net: sum(|r| r.net),
    };
    PlaybookDetail { rows, total, capacity }
}

/// Service level, owner, channel, contacts per month and offer of each customer.
fn columns(name: &str, params: &Playbook, codes: &[u16], grouping: &Grouping) -> Vec<Arc<Column>> {
    let plays: Vec<Option<&Play>> = grouping.groups.iter().map(|g| params.play(&g.name)).collect();
    let text = |of: fn(&Play) -> &String| {
        let mut builder = TextColumnBuilder::new();
        for play in &plays {
            builder.push(play.map_or("", |play| of(play)));
        }
        let by_group = builder.finish();
        let codes = codes.iter().map(|&group| by_group.code(usize::from(group)) as u16).collect();
        ColumnData::Text(TextColumn { values: by_group.values, codes: Codes::U16(codes) })
    };
    let per_month: Vec<f64> = plays.iter().map(|play| play.map_or(f64::NAN, contacts_per_month)).collect();
    let cadence = ColumnData::Number(codes.iter().map(|&group| per_month[usize::from(group)]).collect());
    let data = [text(|p| &p.service), text(|p| &p.owner), text(|p| &p.channel), cadence, text(|p| &p.offer)];
    let named = params.headings.in_order().into_iter().zip(data);
    named.map(|(heading, data)| Arc::new(Column::new(overlap_column(name, heading), data))).collect()
}
