//! Plans against an obvious count over the rows, whatever their order.

use super::*;
use crate::engine::{Engine, PlanRow, PlaybookDetail, Problem, StepDetail, Verdict};
use crate::recipe::{Capacity, Period, Play, Playbook, Step, UpliftUnit, Workbook, read, rename_group, rename_step, write};
use crate::table::{Column, ColumnData, Table};
use proptest::prelude::*;

fn workbook(plays: Vec<Play>, capacity: Capacity, uplift_in: UpliftUnit) -> Workbook {
    let mut workbook = read(
        r#"{"stratify": 1, "value_column": "spend", "steps": [
          {"name": "Size", "kind": "tiers", "column": "size", "method": {"by": "thresholds", "at": [10, 5]},
           "tiers": [{"name": "Big"}, {"name": "Middle"}, {"name": "Small"}]}]}"#,
    )
    .unwrap();
    let playbook = Playbook { segments_of: "Size".into(), plays, capacity, uplift_in, ..Playbook::default() };
    workbook.steps.push(Step { name: "Plan".into(), muted: false, kind: StepKind::Playbook(playbook) });
    workbook
}

fn table(rows: &[(f64, f64)]) -> Table {
    let column = |name: &str, values: Vec<f64>| Arc::new(Column::new(name, ColumnData::Number(values.into())));
    let columns = vec![column("size", rows.iter().map(|r| r.0).collect()), column("spend", rows.iter().map(|r| r.1).collect())];
    Table::new(rows.len(), columns)
}

fn play(segment: &str, contacts: f64, per: Period, automated: bool, [cost, response, uplift]: [f64; 3]) -> Play {
    Play { segment: segment.into(), contacts, per, automated, cost, response, uplift, ..Play::default() }
}

fn detail(workbook: &Workbook, rows: &[(f64, f64)]) -> (PlaybookDetail, Vec<Problem>) {
    let evaluation = Engine::new(table(rows)).evaluate(workbook);
    let problems = evaluation.steps[1].findings.iter().map(|f| f.problem.clone()).collect();
    match &evaluation.steps[1].detail {
        StepDetail::Playbook(detail) => ((**detail).clone(), problems),
        other => panic!("{other:?} {problems:?}"),
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

fn plays() -> impl Strategy<Value = Vec<Play>> {
    let number = || prop_oneof![Just(0.0), Just(1.0), Just(2.5), 0.0..40.0f64];
    let one = move |name: &'static str| {
        (number(), prop::sample::select(Period::ALL.to_vec()), any::<bool>(), number(), number(), number(), any::<bool>()).prop_map(
            move |(contacts, per, automated, cost, response, uplift, there)| {
                there.then(|| play(name, contacts, per, automated, [cost, response, uplift]))
            },
        )
    };
    (one("Small"), one(" big "), one("Middle"), one("No value")).prop_map(|(a, b, c, d)| [a, b, c, d].into_iter().flatten().collect())
}

proptest! {
    #[test]
    fn a_plan_is_what_counting_customer_by_customer_gives(
        plays in plays(),
        people in prop_oneof![Just(0.0), 0.0..3.0f64],
        each in prop_oneof![Just(0.0), 1.0..20.0f64],
        money in any::<bool>(),
        rows in prop::collection::vec((prop_oneof![Just(f64::NAN), 0.0..15.0f64], prop_oneof![Just(f64::NAN), 0.0..500.0f64]), 0..40),
        seed in any::<u64>(),
    ) {
        let unit = if money { UpliftUnit::Money } else { UpliftUnit::Percent };
        let capacity = Capacity { people, contacts_per_person: each };
        let w = workbook(plays.clone(), capacity, unit);
        let (plan, _) = detail(&w, &rows);
        let segment_of = |size: f64| match size {
            s if s >= 10.0 => "Big",
            s if s >= 5.0 => "Middle",
            s if s.is_nan() => "No value",
            _ => "Small",
        };
        let mut used = 0.0;
        for row in &plan.rows {
            let members: Vec<f64> = rows.iter().filter(|r| segment_of(r.0) == row.segment).map(|r| r.1).collect();
            let present: Vec<f64> = members.iter().copied().filter(|x| !x.is_nan()).collect();
            let mean = if present.is_empty() { 0.0 } else { present.iter().sum::<f64>() / present.len() as f64 };
            let found = plays.iter().find(|p| p.segment.trim().eq_ignore_ascii_case(&row.segment));
            let (mut contacts, mut by_people, mut budget, mut responses, mut revenue) = (0.0, 0.0, 0.0, 0.0, 0.0);
            if let Some(play) = found {
                let a_year = match play.per { Period::Week => 52.0, Period::Month => 12.0, Period::Quarter => 4.0, Period::Year => 1.0 };
                for _ in &members {
                    let n = play.contacts * a_year / 12.0;
                    contacts += n;
                    by_people += if play.automated { 0.0 } else { n };
                    budget += n * play.cost;
                    responses += n * play.response / 100.0;
                    revenue += n * play.response / 100.0 * if money { play.uplift } else { mean * play.uplift / 100.0 };
                }
            }
            used += by_people;
            prop_assert_eq!((row.customers, row.planned), (members.len(), found.is_some()));
            for (a, b) in [(row.contacts, contacts), (row.by_people, by_people), (row.budget, budget), (row.responses, responses), (row.revenue, revenue), (row.net, revenue - budget)] {
                prop_assert!(near(a, b), "{} {} {:?}", a, b, row);
            }
            prop_assert_eq!(row.people.is_some(), each > 0.0);
            let limit = people * each;
            if limit > 0.0 && (used - limit).abs() > 1e-6 {
                prop_assert_eq!(row.over, by_people > 0.0 && used > limit);
            }
        }
        let total = |of: fn(&PlanRow) -> f64| plan.rows.iter().map(of).sum::<f64>();
        prop_assert!(near(plan.total.budget, total(|r| r.budget)) && near(plan.total.revenue, total(|r| r.revenue)));
        prop_assert!(near(plan.total.contacts, total(|r| r.contacts)) && near(plan.total.net, total(|r| r.net)));

        // Another order of the rows: the same plan, but for the last digit of a mean.
        let mut shuffled = rows.clone();
        let mut state = seed | 1;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        let (again, _) = detail(&w, &shuffled);
        for (a, b) in plan.rows.iter().zip(&again.rows) {
            prop_assert!(a.customers == b.customers && a.over == b.over && near(a.revenue, b.revenue) && a.contacts == b.contacts);
        }
    }
}

const ROWS: [(f64, f64); 5] = [(12.0, 100.0), (11.0, f64::NAN), (6.0, 40.0), (1.0, 5.0), (f64::NAN, 1.0)];

#[test]
fn columns_verdicts_and_names_follow_the_plan() {
    let mut big = play("Big", 2.0, Period::Month, false, [3.0, 50.0, 10.0]);
    (big.service, big.owner, big.offer) = ("Premium".into(), "Ann".into(), "Call".into());
    let mut w = workbook(vec![big, play("Middle", 1.0, Period::Quarter, true, [1.0, 0.0, 0.0])], Capacity::default(), UpliftUnit::Percent);
    let mut engine = Engine::new(table(&ROWS));
    engine.evaluate(&w);
    let cell = |engine: &Engine, row, name: &str| engine.cell(row, name);
    assert_eq!(cell(&engine, 1, "Plan: Service level"), "Premium");
    assert_eq!((cell(&engine, 0, "Plan: Contacts per month"), cell(&engine, 3, "Plan: Contacts per month")), ("2".into(), String::new()));
    assert_eq!((cell(&engine, 2, "Plan: Owner"), cell(&engine, 0, "Plan: Offer")), (String::new(), "Call".into()));
    let Verdict::Play { segment, play, .. } = &engine.explain(0).steps[1].verdict.clone() else { panic!() };
    assert_eq!((segment.as_str(), play.as_ref().unwrap().owner.as_str()), ("Big", "Ann"));
    let Verdict::Play { play: None, .. } = engine.explain(4).steps[1].verdict else { panic!() };

    rename_step(&mut w, 0, "Tier");
    rename_group(&mut w, 0, "Large", |step| step.tiers_mut().map(|t| &mut t.tiers[0].name));
    let StepKind::Playbook(playbook) = &w.steps[1].kind else { panic!() };
    assert_eq!((playbook.segments_of.as_str(), playbook.plays[0].segment.as_str()), ("Tier", "Large"));
    assert_eq!(w.steps[1].columns(), engine.result().columns()[3..].iter().map(|c| c.name.clone()).collect::<Vec<_>>());
    assert_eq!(read(&write(&w)).unwrap(), w);
}

#[test]
fn what_is_wrong_with_a_plan_is_said() {
    let capacity = Capacity { people: 1.0, contacts_per_person: 3.0 };
    let plays = vec![
        play("Big", 2.0, Period::Month, false, [-1.0, 120.0, 10.0]),
        play("big", 9.0, Period::Month, false, [0.0; 3]),
        play("Huge", 1.0, Period::Month, false, [0.0; 3]),
    ];
    let (plan, problems) = detail(&workbook(plays.clone(), capacity, UpliftUnit::Percent), &ROWS);
    // Two big ones, twice each; a response of at most 100 %, a cost of at least 0; ten percent of the one spend that is known.
    assert_eq!((plan.total.contacts, plan.total.revenue, plan.total.budget), (4.0, 40.0, 0.0));
    assert!(plan.rows[0].over && plan.capacity == Some(3.0));
    let expected = [
        Problem::NotAPercentage { text: "120".into() },
        Problem::BelowZero { text: "-1".into() },
        Problem::DuplicateName { name: "big".into() },
        Problem::UnknownSegment { step: "Size".into(), segment: "Huge".into() },
        Problem::OverCapacity { contacts: 4.0, capacity: 3.0, people: 4.0 / 3.0 },
        Problem::SegmentsWithoutPlay { segments: vec!["Middle".into(), "Small".into(), "No value".into()] },
    ];
    assert_eq!(problems, expected);
    let mut unvalued = workbook(plays, capacity, UpliftUnit::Percent);
    unvalued.value_column = None;
    assert!(detail(&unvalued, &ROWS).1.contains(&Problem::UpliftWithoutValue));

    let step = |segments_of: &str| {
        let mut w = workbook(Vec::new(), capacity, UpliftUnit::Percent);
        let StepKind::Playbook(playbook) = &mut w.steps[1].kind else { panic!() };
        playbook.segments_of = segments_of.into();
        Engine::new(table(&ROWS)).evaluate(&w).steps[1].findings[0].problem.clone()
    };
    assert_eq!(step(""), Problem::NoStep);
    assert_eq!(step("Elsewhere"), Problem::UnknownStep { step: "Elsewhere".into() });
}
