//! Ready-made parameters of tiers and matrices: presets of the editors, and the steps of the templates that use them.

use super::roles::{Role, find};
use crate::engine::ColumnProfile;
use crate::messages::plays::starting_play;
use crate::messages::{Lang, formula as mf, matrix as mm, playbook as mp, templates as m, tiers as mt};
use crate::recipe::formula::written_name;
use crate::recipe::{Colour, Formula, Headings, Matrix, MatrixCell, NoValue, Playbook, Step, StepKind, Tier, TierMethod, Tiers};

/// A usual set of tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierPreset {
    /// VIP, key, regular, prospect.
    Vip,
    /// S, A, B, C.
    Sabc,
    /// A, B, C by share of value.
    Abc,
    /// Top 20, next 30, rest.
    Top,
}

impl TierPreset {
    pub const ALL: [TierPreset; 4] = [TierPreset::Vip, TierPreset::Sabc, TierPreset::Abc, TierPreset::Top];

    /// Its tiers, the best first, named in `lang`.
    pub fn tiers(self, lang: Lang) -> Vec<Tier> {
        let names: &[&str] = match self {
            TierPreset::Vip => &[m::vip(lang), m::key(lang), m::regular(lang), m::prospect(lang)],
            TierPreset::Sabc => &["S", "A", "B", "C"],
            TierPreset::Abc => &["A", "B", "C"],
            TierPreset::Top => &[mt::top(lang), mt::next(lang), mt::rest(lang)],
        };
        named(names)
    }

    /// The method that it is usually cut by.
    pub fn method(self) -> TierMethod {
        match self {
            TierPreset::Vip | TierPreset::Sabc => TierMethod::ShareOfCustomers { percent: vec![5.0, 15.0, 30.0] },
            TierPreset::Abc => TierMethod::ShareOfValue { up_to: vec![80.0, 95.0] },
            TierPreset::Top => TierMethod::ShareOfCustomers { percent: vec![20.0, 30.0] },
        }
    }

    /// A tiers step's parameters on `column`.
    pub fn on(self, column: &str, lang: Lang) -> Tiers {
        let no_value = NoValue { name: mt::no_value(lang).into(), colour: Colour::Slate };
        Tiers { column: column.into(), method: self.method(), tiers: self.tiers(lang), lower_is_better: false, no_value }
    }
}

fn named(names: &[&str]) -> Vec<Tier> {
    names.iter().enumerate().map(|(i, name)| Tier { name: (*name).into(), colour: Colour::nth(i), cap: None }).collect()
}

/// A usual set of names for the nine cells of two steps of three tiers each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixPreset {
    /// Value today down the side, potential along the top.
    NineBox,
    /// Large, medium, small by key, potential, ordinary.
    SizePotential,
}

impl MatrixPreset {
    pub const ALL: [MatrixPreset; 2] = [MatrixPreset::NineBox, MatrixPreset::SizePotential];

    /// Names for the cells of these tiers, both the best first.
    pub fn cells(self, rows: &[String; 3], columns: &[String; 3], lang: Lang) -> Vec<MatrixCell> {
        let names = match self {
            MatrixPreset::NineBox => mm::nine_box(lang).map(String::from),
            MatrixPreset::SizePotential => mm::size_potential(lang),
        };
        let each = names.into_iter().enumerate();
        each.map(|(i, name)| MatrixCell { name, colour: Colour::nth(i), at: vec![(rows[i / 3].clone(), columns[i % 3].clone())] }).collect()
    }
}

/// A number cut into three tiers under a name: 20, 30 and 50 % of the customers.
struct Axis<'a> {
    name: &'a str,
    column: &'a str,
    tiers: [&'static str; 3],
}

/// Two numbers, each cut into three tiers, and the two crossed under nine names.
fn crossed(name: &str, rows: Axis, columns: Axis, names: [String; 9], lang: Lang) -> Vec<Step> {
    let step = |name: &str, kind| Step { name: name.into(), muted: false, kind };
    let tiers = |axis: &Axis| StepKind::Tiers(Tiers { tiers: named(&axis.tiers), ..TierPreset::Top.on(axis.column, lang) });
    let cell = |(i, name): (usize, String)| MatrixCell {
        name,
        colour: Colour::nth(i),
        at: vec![(rows.tiers[i / 3].to_owned(), columns.tiers[i % 3].to_owned())],
    };
    let cells = names.into_iter().enumerate().map(cell).collect();
    vec![
        step(rows.name, tiers(&rows)),
        step(columns.name, tiers(&columns)),
        step(name, StepKind::Matrix(Matrix { rows: rows.name.into(), columns: columns.name.into(), cells })),
    ]
}

/// Size by one column, potential by another, and the two crossed.
pub fn size_potential(size: &str, potential: &str, lang: Lang) -> Vec<Step> {
    let rows = Axis { name: mm::size(lang), column: size, tiers: mm::sizes(lang) };
    let columns = Axis { name: mm::potential(lang), column: potential, tiers: mm::potentials(lang) };
    crossed(mm::size_by_potential(lang), rows, columns, mm::size_potential(lang), lang)
}

/// Value today by one column, potential by another, and the two crossed in nine boxes.
pub fn nine_box(value: &str, potential: &str, lang: Lang) -> Vec<Step> {
    let rows = Axis { name: mm::value_today(lang), column: value, tiers: mm::levels(lang) };
    let columns = Axis { name: mm::potential(lang), column: potential, tiers: mm::levels(lang) };
    crossed(mm::nine_box_step(lang), rows, columns, mm::nine_box(lang).map(String::from), lang)
}

/// Value by one column, time as a customer by another, and the two crossed.
pub fn value_tenure(value: &str, tenure: &str, lang: Lang) -> Vec<Step> {
    let rows = Axis { name: mm::value_today(lang), column: value, tiers: mm::levels(lang) };
    let columns = Axis { name: mm::tenure(lang), column: tenure, tiers: mm::tenures(lang) };
    crossed(mm::value_by_tenure(lang), rows, columns, mm::value_tenure(lang), lang)
}

/// A plan for these groups of a step, begun with what is usual for their names.
pub fn playbook<'a>(step: &str, groups: impl IntoIterator<Item = &'a str>, lang: Lang) -> Playbook {
    let [service, owner, channel, cadence, offer] =
        [mp::service(lang), mp::owner(lang), mp::channel(lang), mp::contacts_per_month(lang), mp::offer(lang)].map(str::to_owned);
    Playbook {
        segments_of: step.into(),
        plays: groups.into_iter().map(|group| starting_play(lang, group)).collect(),
        headings: Headings { service, owner, channel, cadence, offer },
        ..Playbook::default()
    }
}

/// A step that plans for the groups of another.
pub(super) fn playbook_for(step: &Step, lang: Lang) -> Step {
    let kind = StepKind::Playbook(playbook(&step.name, step.groups(), lang));
    Step { name: mp::step(lang).into(), muted: false, kind }
}

/// The days of a month, on average.
const MONTH: &str = "30.4375";

/// The value per order; without orders, per month since the first date, or per unit of a column that says for how long. Then tiers on it. Also
/// gives the column that the value is divided by.
///
/// # Errors
/// The role that no column can play.
pub(super) fn value_per(value: &str, columns: &[ColumnProfile], rows: usize, lang: Lang) -> Result<(Vec<Step>, (Role, String)), Role> {
    let role = |role: Role| find(role, columns, rows).filter(|c| c.name != value).map(|c| (role, c.name.clone()));
    let by = role(Role::Orders).or_else(|| role(Role::FirstDate)).or_else(|| role(Role::Tenure)).ok_or(Role::Orders)?;
    let (over, under) = (written_name(value), written_name(&by.1));
    let (name, formula) = match by.0 {
        Role::Orders => (mf::value_per_order(lang), format!("{over} / {under}")),
        // A first month counts as a whole one.
        Role::FirstDate => (mf::value_per_month(lang), format!("{over} / max(days_between({under}, as_of) / {MONTH}, 1)")),
        _ => (mf::value_per_tenure(lang), format!("{over} / {under}")),
    };
    let step = |name: String, kind| Step { name, muted: false, kind };
    let steps = vec![
        step(name.into(), StepKind::Formula(Formula { formula })),
        step(mf::value_per_tiers(lang, name), StepKind::Tiers(TierPreset::Top.on(name, lang))),
    ];
    Ok((steps, by))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::engine::{Engine, profile};
    use crate::ingest::{ReadOptions, import_bytes};
    use crate::messages::Lang;
    use crate::recipe::{StepKind, Workbook};
    use crate::sample::customers_csv;
    use crate::templates::{Role, Template, build, build_for_file};

    /// One click on each of the files: a value for nearly everybody, and three tiers of it.
    #[test]
    fn value_per_order_works_on_samples_and_on_files_of_others() {
        let shared = |name: &str| {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
            let bytes = std::fs::read(&path).ok();
            if bytes.is_none() {
                eprintln!("skipped: {} is not there", path.display());
            }
            bytes
        };
        let files = [
            (Lang::En, Some(customers_csv(Lang::En).into_bytes()), "revenue / orders"),
            (Lang::Zh, Some(customers_csv(Lang::Zh).into_bytes()), "累计消费金额 / 订单数"),
            (Lang::En, Some(crate::sample::orders_csv(Lang::En).into_bytes()), "revenue / orders"),
            (Lang::En, shared("telco/Telco-Customer-Churn.csv"), "TotalCharges / tenure"),
            (Lang::En, shared("cdnow/cdnow_master.csv"), "revenue / orders"),
        ];
        for (lang, bytes, formula) in files {
            let Some(bytes) = bytes else { continue };
            let table = import_bytes(bytes, ReadOptions::default()).unwrap().table;
            let built = build_for_file(Template::ValuePer, &profile(&table), table.rows(), lang).unwrap();
            let StepKind::Formula(params) = &built.steps[0].kind else { panic!() };
            assert_eq!(params.formula, formula);
            let source = crate::recipe::Source { rollup: built.rollup, ..Default::default() };
            let workbook = Workbook { steps: built.steps, value_column: built.value_column, source, ..Workbook::default() };
            let evaluation = Engine::new(table).evaluate(&workbook);
            assert!(evaluation.steps.iter().all(|s| s.findings.is_empty()), "{:?}", evaluation.steps);
            let groups = &evaluation.steps[1].groups;
            assert_eq!(groups.iter().map(|g| g.count).sum::<usize>(), evaluation.rows);
            assert!(groups[..3].iter().all(|g| g.share > 0.1) && groups[3].share < 0.15, "{groups:?}");
        }
    }

    /// One click: segments, a play for each, and a plan that brings something.
    #[test]
    fn a_playbook_plans_for_every_file() {
        let shared = |name: &str| std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name)).ok();
        let files = [
            (Lang::En, Some(customers_csv(Lang::En).into_bytes()), "RFM"),
            (Lang::Zh, Some(customers_csv(Lang::Zh).into_bytes()), "RFM 分群"),
            (Lang::Zh, Some(crate::sample::orders_csv(Lang::Zh).into_bytes()), "RFM 分群"),
            (Lang::En, shared("telco/Telco-Customer-Churn.csv"), "ABC"),
            (Lang::En, shared("cdnow/cdnow_master.csv"), "RFM"),
        ];
        for (lang, bytes, segments) in files {
            let Some(bytes) = bytes else {
                eprintln!("skipped: a file of ../shared/data is not there");
                continue;
            };
            let table = import_bytes(bytes, ReadOptions::default()).unwrap().table;
            let built = build_for_file(Template::Playbook, &profile(&table), table.rows(), lang).unwrap();
            let source = crate::recipe::Source { rollup: built.rollup, ..Default::default() };
            let workbook = Workbook { steps: built.steps, value_column: built.value_column, source, ..Workbook::default() };
            assert_eq!(workbook.steps[0].name, segments);
            let evaluation = Engine::new(table).evaluate(&workbook);
            let crate::engine::StepDetail::Playbook(plan) = &evaluation.steps[1].detail else { panic!("{:?}", evaluation.steps[1]) };
            // Nothing but a want of people may be wrong.
            let problems: Vec<_> = evaluation.steps[1].findings.iter().map(|f| &f.problem).collect();
            assert!(problems.iter().all(|p| matches!(p, crate::engine::Problem::OverCapacity { .. })), "{problems:?}");
            assert!(plan.rows.iter().all(|r| r.planned) && plan.total.customers > 0 && plan.total.net > 0.0, "{:?}", plan.total);
            let step = crate::export::plan::plan_step(&workbook, &evaluation).unwrap();
            assert!(crate::export::plan::plan_html(&workbook, &evaluation, step, lang).is_some());
        }
    }

    /// One click on the sample: every step runs without a finding and everybody is somewhere.
    #[test]
    fn both_work_on_the_sample_in_both_languages() {
        for (lang, value, potential) in [(Lang::En, "revenue", "potential"), (Lang::Zh, "累计消费金额", "年度采购潜力")] {
            let table = import_bytes(customers_csv(lang).into_bytes(), ReadOptions::default()).unwrap().table;
            let columns = profile(&table);
            for template in [Template::Abc, Template::SizePotential] {
                let built = build(template, &columns, table.rows(), lang).unwrap();
                assert!(built.picked.contains(&(Role::Value, value.into())), "{:?}", built.picked);
                assert_eq!(template == Template::SizePotential, built.picked.contains(&(Role::Potential, potential.into())));
                let workbook = Workbook { steps: built.steps, value_column: built.value_column, ..Workbook::default() };
                let evaluation = Engine::new(table.clone()).evaluate(&workbook);
                for step in &evaluation.steps {
                    assert_eq!(step.findings, []);
                    assert_eq!(step.groups.iter().map(|g| g.count).sum::<usize>(), 2000);
                }
                let last = evaluation.steps.last().unwrap();
                if template == Template::Abc {
                    let counts: Vec<usize> = last.groups.iter().map(|g| g.count).collect();
                    assert!(counts[0] > 0 && counts[0] < counts[1] + counts[2], "{counts:?}");
                    assert!((0.8..0.82).contains(&last.groups[0].value_share.unwrap()));
                } else {
                    // Nine named cells; those who lack a size or a potential are in cells of their own.
                    assert!(last.groups[..9].iter().all(|g| !g.name.contains('×')), "{:?}", last.groups);
                    assert!(last.groups[..9].iter().map(|g| g.count).sum::<usize>() > 1700);
                }
            }
        }
    }
}
