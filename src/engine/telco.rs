//! The telco churn file of the data beside the project: profile and filters against numbers that two other engines agree on.

use crate::engine::{ColumnProfile, Engine, StepDetail, profile};
use crate::ingest::{ReadOptions, import_bytes};
use crate::recipe::{Rules, Step, StepKind, Workbook};
use crate::table::{ColumnType, Table};

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");

fn telco() -> Option<(Table, serde_json::Value)> {
    let Ok(bytes) = std::fs::read(format!("{SHARED}/telco/Telco-Customer-Churn.csv")) else {
        println!("skipped: no telco file beside the project");
        return None;
    };
    let expected = std::fs::read_to_string(format!("{SHARED}/expected/telco.json")).expect("the expected numbers stand beside the file");
    let imported = import_bytes(bytes, ReadOptions::default()).expect("the telco file reads");
    Some((imported.table, serde_json::from_str(&expected).expect("the expected numbers are JSON")))
}

/// Each filter of the expected numbers as a rule.
fn filters() -> Vec<(&'static str, serde_json::Value)> {
    use serde_json::json;
    let is = |column: &str, text: &str| json!({"column": column, "op": "is", "value": text});
    let month = is("Contract", "Month-to-month");
    let short = json!({"column": "tenure", "op": "<=", "value": 12});
    vec![
        ("Contract='Month-to-month' AND tenure<=12", json!({"all": [month, short]})),
        (
            "Contract='Month-to-month' AND tenure<=12 AND Churn='Yes'",
            json!({"all": [month, {"all": [short, {"column": "Churn", "op": "is yes"}]}]}),
        ),
        (
            "MonthlyCharges>=100 OR SeniorCitizen=1",
            json!({"any": [{"column": "MonthlyCharges", "op": ">=", "value": 100}, {"column": "SeniorCitizen", "op": "=", "value": 1}]}),
        ),
        (
            "NOT (InternetService IN ('DSL','Fiber optic'))",
            json!({"none": [{"column": "InternetService", "op": "is any of", "values": ["dsl", "Fiber optic"]}]}),
        ),
        ("tenure BETWEEN 24 AND 48", json!({"all": [{"column": "tenure", "op": "between", "value": 24, "to": 48}]})),
        ("tenure=0", json!({"all": [{"column": "tenure", "op": "=", "value": 0}]})),
        ("TotalCharges>1000 (blank = not matched)", json!({"all": [{"column": "TotalCharges", "op": ">", "value": 1000}]})),
        ("customerID starts with '7'", json!({"all": [{"column": "customerID", "op": "starts with", "value": "7"}]})),
        ("PaymentMethod contains 'automatic'", json!({"all": [{"column": "PaymentMethod", "op": "contains", "value": "AUTOMATIC"}]})),
    ]
}

#[test]
fn the_nine_filters_find_as_many() {
    let Some((table, expected)) = telco() else { return };
    let filters = filters();
    let expected = expected["filters"].as_object().unwrap();
    assert_eq!(filters.len(), expected.len());
    let segments: Vec<serde_json::Value> = filters.iter().map(|(name, when)| serde_json::json!({"name": name, "when": when})).collect();
    let rules: Rules = serde_json::from_value(serde_json::json!({"mode": "overlapping", "segments": segments})).unwrap();
    let step = Step { name: "Filters".into(), muted: false, kind: StepKind::Rules(rules) };
    let evaluation = Engine::new(table).evaluate(&Workbook { steps: vec![step], ..Workbook::default() });
    let StepDetail::Rules(details) = &evaluation.steps[0].detail else { panic!("no detail") };
    assert_eq!(evaluation.steps[0].findings, []);
    for ((name, _), (group, detail)) in filters.iter().zip(evaluation.steps[0].groups.iter().zip(details)) {
        let count = expected[*name].as_u64().unwrap_or_else(|| panic!("no expected count for {name}")) as usize;
        assert_eq!((group.count, detail.matching), (count, count), "{name}");
    }
}

#[test]
fn the_profile_has_the_expected_numbers() {
    let Some((table, expected)) = telco() else { return };
    let profiles = profile(&table);
    assert_eq!(table.rows(), 7043);
    assert_eq!(profiles.len(), 21);
    let of = |name: &str| profiles.iter().find(|p| p.name == name).unwrap();
    assert_eq!((of("customerID").distinct, of("customerID").missing), (7043, 0));
    assert_eq!(of("Churn").top, [("no".to_owned(), 5174), ("yes".to_owned(), 1869)]);
    assert_eq!(of("TotalCharges").column_type, ColumnType::Number);
    assert_eq!(of("TotalCharges").missing as u64, expected["blank_TotalCharges"].as_u64().unwrap());
    for name in ["tenure", "MonthlyCharges", "TotalCharges"] {
        check_numbers(of(name), &expected[name]);
    }
}

fn check_numbers(profile: &ColumnProfile, expected: &serde_json::Value) {
    let numbers = profile.numbers.unwrap();
    let mut checked = 0;
    for (key, got) in [("min", numbers.min), ("max", numbers.max), ("mean", numbers.mean), ("50%", numbers.median), ("sum", numbers.sum)] {
        if let Some(wanted) = expected[key].as_f64() {
            // The expected means are written with few decimals.
            let slack = if key == "mean" { 1e-5 } else { 1e-9 };
            assert!((got - wanted).abs() <= slack * wanted.abs().max(1.0), "{} {key}: {got}, not {wanted}", profile.name);
            checked += 1;
        }
    }
    assert!(checked >= 3, "nothing to compare for {}", profile.name);
    let histogram = profile.histogram.as_ref().unwrap();
    assert_eq!(histogram.counts.iter().sum::<usize>() + profile.missing, 7043);
}

/// Sums of monthly charges by contract, as the pivot of other engines has them, from a rule per contract.
#[test]
fn sums_by_contract_agree() {
    let Some((table, expected)) = telco() else { return };
    let by_contract = expected["churn_by_Contract"].as_object().unwrap();
    let segments: Vec<serde_json::Value> = by_contract
        .keys()
        .map(|name| serde_json::json!({"name": name, "when": {"all": [{"column": "Contract", "op": "is", "value": name}]}}))
        .collect();
    let rules: Rules = serde_json::from_value(serde_json::json!({"segments": segments})).unwrap();
    let step = Step { name: "Contracts".into(), muted: false, kind: StepKind::Rules(rules) };
    let workbook = Workbook { steps: vec![step], value_column: Some("MonthlyCharges".into()), ..Workbook::default() };
    let mut engine = Engine::new(table);
    let evaluation = engine.evaluate(&workbook);
    for (group, (name, wanted)) in evaluation.steps[0].groups.iter().zip(by_contract) {
        assert_eq!(&group.name, name);
        assert_eq!(group.count as f64, wanted["customers"].as_f64().unwrap());
        // To the cent, and nothing beyond it.
        assert_eq!(group.value, wanted["monthly_sum"].as_f64(), "{name}");
        assert!((group.mean.unwrap() - wanted["monthly_mean"].as_f64().unwrap()).abs() < 1e-5);
    }
    assert_eq!(evaluation.steps[0].groups[3].count, 0);
}
