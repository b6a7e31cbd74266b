//! Every template on every kind of file: a finished, sensible result in one click, in both languages.

use super::{Built, Note, Role, Stand, Template, build_for_file, propose_rollup};
use crate::engine::{ColumnProfile, Engine, Evaluation, Severity, profile};
use crate::ingest::{ReadOptions, import_bytes};
use crate::messages::{Lang, templates as m};
use crate::recipe::{StepKind, Workbook};
use crate::table::Table;

fn table(bytes: Vec<u8>) -> Table {
    import_bytes(bytes, ReadOptions::default()).unwrap().table
}

fn shared(path: &str) -> Option<Table> {
    let path = format!("{}/../shared/data/{path}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {path} is not there");
    }
    bytes.map(table)
}

/// The files, with the language that their templates are named in.
fn files() -> Vec<(&'static str, Lang, Table)> {
    let mut files = Vec::new();
    for lang in Lang::ALL {
        files.push(("customers", lang, table(crate::sample::customers_csv(lang).into_bytes())));
        files.push(("orders", lang, table(crate::sample::orders_csv(lang).into_bytes())));
    }
    for lang in Lang::ALL {
        files.extend(shared("telco/Telco-Customer-Churn.csv").map(|t| ("telco", lang, t)));
    }
    files.extend(shared("cdnow/cdnow_master.csv").map(|t| ("cdnow", Lang::En, t)));
    files
}

/// A file that is open, on which one template is tried after the other.
struct File {
    columns: Vec<ColumnProfile>,
    rows: usize,
    engine: Engine,
}

impl File {
    fn open(table: Table) -> File {
        File { columns: profile(&table), rows: table.rows(), engine: Engine::new(table) }
    }

    fn run(&mut self, template: Template, lang: Lang) -> (Built, Evaluation) {
        let built = build_for_file(template, &self.columns, self.rows, lang).unwrap_or_else(|role| panic!("{template:?} lacks {role:?}"));
        let mut workbook = Workbook { steps: built.steps.clone(), value_column: built.value_column.clone(), ..Workbook::default() };
        workbook.source.rollup = built.rollup.clone();
        let evaluation = self.engine.evaluate(&workbook);
        (built, evaluation)
    }
}

#[test]
fn every_template_is_finished_and_sensible_on_every_file() {
    for (file, lang, table) in files() {
        let mut open = File::open(table);
        let orders = propose_rollup(&open.columns).is_some();
        assert_eq!(orders, matches!(file, "orders" | "cdnow"), "{file}");
        for template in Template::ALL {
            let (built, evaluation) = open.run(template, lang);
            let place = format!("{template:?} on {file} in {lang:?}");
            assert_eq!(built.rollup.is_some(), orders, "{place}");
            assert_eq!(matches!(built.notes.first(), Some(Note::RolledUp { .. })), orders, "{place}");
            assert!(evaluation.findings.is_empty(), "{place}: {:?}", evaluation.findings);
            assert!(!orders || evaluation.rolled.is_some(), "{place}");
            for (role, column) in &built.picked {
                assert!(evaluation.columns.iter().any(|c| c.name == *column && c.step.is_none()), "{place}: {role:?} {column}");
            }
            assert!(evaluation.value.is_some(), "{place} has no value");
            for (step, summary) in built.steps.iter().zip(&evaluation.steps) {
                // A plan may well ask for more hands than there are: that is for the person to know.
                let limit = if matches!(step.kind, StepKind::Playbook(_)) { Severity::Error } else { Severity::Warning };
                assert!(summary.findings.iter().all(|f| f.severity < limit), "{place}: {:?}", summary.findings);
                let groups = !matches!(step.kind, StepKind::Formula(_) | StepKind::Playbook(_));
                assert!(!groups || !summary.groups.is_empty(), "{place}: {}", step.name);
            }
            for step in evaluation.steps.iter().filter(|s| !s.groups.is_empty()) {
                assert_eq!(step.groups.iter().map(|g| g.count).sum::<usize>(), evaluation.rows, "{place}");
                let filled = step.groups.iter().filter(|g| g.count > 0).count();
                let most = step.groups.iter().map(|g| g.share).fold(0.0, f64::max);
                if template == Template::Blank {
                    assert_eq!(filled, 1, "{place}");
                } else {
                    assert!(
                        filled >= 3 && most < 0.9,
                        "{place}, {}: {:?}",
                        step.name,
                        step.groups.iter().map(|g| (&g.name, g.count)).collect::<Vec<_>>()
                    );
                }
            }
            // Whatever was done otherwise than asked is a sentence that ends.
            for note in &built.notes {
                let said = m::note(lang, note);
                assert!(said.ends_with(['.', '。']) && !said.contains('{'), "{said}");
            }
        }
    }
}

#[test]
fn without_order_dates_the_nearest_method_stands_in_and_says_so() {
    let Some(mut telco) = shared("telco/Telco-Customer-Churn.csv").map(File::open) else { return };
    let mut notes = |template| telco.run(template, Lang::En).0.notes;
    assert_eq!(notes(Template::Rfm), [Note::Instead { asked: Template::Rfm, lacks: Role::LastDate, got: Stand::ValueByTenure }]);
    assert_eq!(
        notes(Template::Lifecycle),
        [Note::Instead { asked: Template::Lifecycle, lacks: Role::LastDate, got: Stand::StagesByTenure }]
    );
    for template in [Template::SizePotential, Template::NineBox] {
        assert_eq!(notes(template), [Note::StandIn { part: Role::Potential, column: "MonthlyCharges".into(), by: Role::Profit }]);
    }
    assert_eq!(notes(Template::Abc), []);
    assert_eq!(notes(Template::Scorecard), []);
    let (_, stages) = telco.run(Template::Lifecycle, Lang::En);
    let counts: Vec<(&str, usize)> = stages.steps[0].groups.iter().map(|g| (g.name.as_str(), g.count)).collect();
    // Counted in the file by hand: churned; of the others at most 6, 24 and 48 months, and more.
    let expected = [("Lost", 1869), ("New", 697), ("Settling in", 1182), ("Established", 1269), ("Loyal", 2026), ("Unknown", 0)];
    assert_eq!(counts, expected);
}

#[test]
fn the_scorecard_takes_the_criteria_that_there_are() {
    let picked = |table: Table, lang| {
        let (built, evaluation) = File::open(table).run(Template::Scorecard, lang);
        let without: Vec<Role> = built.notes.iter().filter_map(|n| if let Note::Without(role) = n { Some(*role) } else { None }).collect();
        let counts: Vec<usize> = evaluation.steps[0].groups.iter().map(|g| g.count).collect();
        assert!(counts[..4].iter().all(|&n| n > 0) && counts[0] < counts[1] && counts[1] < counts[2], "{counts:?}");
        (built.picked.into_iter().map(|(_, column)| column).collect::<Vec<_>>(), without)
    };
    for (lang, columns) in [(Lang::En, ["revenue", "satisfaction", "orders"]), (Lang::Zh, ["累计消费金额", "满意度", "订单数"])]
    {
        let customers = table(crate::sample::customers_csv(lang).into_bytes());
        assert_eq!(picked(customers, lang), (columns.map(String::from).to_vec(), vec![Role::Profit]));
        let orders = table(crate::sample::orders_csv(lang).into_bytes());
        assert_eq!(picked(orders, lang), (["revenue", "recency_days", "orders"].map(String::from).to_vec(), vec![Role::Profit]));
    }
    if let Some(telco) = shared("telco/Telco-Customer-Churn.csv") {
        let columns = ["TotalCharges", "Contract", "MonthlyCharges", "tenure"].map(String::from).to_vec();
        assert_eq!(picked(telco, Lang::En), (columns, vec![]));
    }
}

/// The rows of a CSV without quoted line breaks in another order, the header first.
fn in_another_order(csv: &str) -> String {
    let mut lines: Vec<&str> = csv.lines().collect();
    let mut state = 0x9e37_79b9_u64;
    for i in (2..lines.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        lines.swap(i, 1 + (state >> 33) as usize % i);
    }
    lines.join("\n") + "\n"
}

/// Each customer's cells of the columns that the steps added, by the customer's id, which is the first column.
fn by_customer(engine: &Engine, evaluation: &Evaluation) -> std::collections::BTreeMap<String, Vec<String>> {
    let added: Vec<&str> = evaluation.columns.iter().filter(|c| c.step.is_some()).map(|c| c.name.as_str()).collect();
    let id = engine.result().columns()[0].name.clone();
    (0..evaluation.rows).map(|row| (engine.cell(row, &id), added.iter().map(|name| engine.cell(row, name)).collect())).collect()
}

/// The same, but for the last digits of a number that was summed in another order.
fn alike(a: &str, b: &str) -> bool {
    a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(x), Ok(y)) if (x - y).abs() <= 1e-9 * x.abs().max(1.0))
}

#[test]
fn no_template_and_no_tiering_depends_on_the_order_of_the_rows() {
    use crate::recipe::{Step, TierMethod, Tiers};
    for csv in [crate::sample::customers_csv(Lang::En), crate::sample::orders_csv(Lang::En)] {
        let mixed = in_another_order(&csv);
        assert_ne!(csv, mixed);
        let mut files = [File::open(table(csv.into_bytes())), File::open(table(mixed.into_bytes()))];
        for template in Template::ALL {
            let [first, second] = files.each_mut().map(|file| {
                let (_, evaluation) = file.run(template, Lang::En);
                (by_customer(&file.engine, &evaluation), evaluation)
            });
            assert_eq!(first.0.len(), second.0.len());
            for ((id, cells), (other, others)) in first.0.iter().zip(&second.0) {
                assert_eq!(id, other, "{template:?}");
                assert!(cells.iter().zip(others).all(|(a, b)| alike(a, b)), "{template:?} {id}: {cells:?} {others:?}");
            }
            for (a, b) in first.1.steps.iter().zip(&second.1.steps) {
                let counts = |s: &crate::engine::StepSummary| s.groups.iter().map(|g| (g.name.clone(), g.count)).collect::<Vec<_>>();
                assert_eq!(counts(a), counts(b), "{template:?}");
            }
        }
        // Every way to cut, on the value that the ABC template takes.
        let (built, _) = files[0].run(Template::Abc, Lang::En);
        let StepKind::Tiers(usual) = built.steps[0].kind.clone() else { panic!("ABC is a step of tiers") };
        for method in [
            TierMethod::Thresholds { at: vec![Some(1000.0), Some(100.0)] },
            TierMethod::ShareOfCustomers { percent: vec![20.0, 30.0] },
            TierMethod::ShareOfValue { up_to: vec![80.0, 95.0] },
            TierMethod::EqualWidth,
            TierMethod::NaturalBreaks,
            TierMethod::StandardDeviations { at: vec![1.0, 0.0] },
        ] {
            let kind = StepKind::Tiers(Tiers { method: method.clone(), ..usual.clone() });
            let steps = vec![Step { name: "Tier".into(), muted: false, kind }];
            let mut workbook = Workbook { steps, ..Workbook::default() };
            workbook.source.rollup = built.rollup.clone();
            let [first, second] = files.each_mut().map(|file| {
                let evaluation = file.engine.evaluate(&workbook);
                by_customer(&file.engine, &evaluation)
            });
            assert_eq!(first, second, "{method:?}");
            assert!(first.values().map(|cells| &cells[0]).collect::<std::collections::HashSet<_>>().len() > 1, "{method:?}");
        }
    }
}
