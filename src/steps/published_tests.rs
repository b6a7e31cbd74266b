//! Results that others computed, reproduced: R's package `rfm` on its own data.

use crate::engine::{Engine, StepDetail};
use crate::ingest::{ReadOptions, import_bytes};
use crate::recipe::{Breaks, Colour, Rfm, RfmSegment, Step, StepKind, Workbook, maps};
use crate::table::{ColumnType, Table};

fn shared(path: &str) -> Option<Vec<u8>> {
    let path = format!("{}/../shared/data/{path}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {path} is not there");
    }
    bytes
}

fn table(bytes: Vec<u8>) -> Table {
    import_bytes(bytes, ReadOptions::default()).unwrap().table
}

fn r_rules() -> Vec<RfmSegment> {
    let segment = |&(name, cells): &(&str, &[&str])| RfmSegment {
        name: name.into(),
        colour: Colour::Grey,
        cells: cells.iter().map(|c| c.parse().unwrap()).collect(),
    };
    maps::R_RFM.iter().map(segment).collect()
}

fn r_workbook(recency: &str, frequency: &str, monetary: &str) -> Workbook {
    let rfm = Rfm {
        recency: recency.into(),
        frequency: frequency.into(),
        monetary: monetary.into(),
        breaks: Breaks::QuantilesPlusOne,
        segments: r_rules(),
        ..Rfm::default()
    };
    let steps = vec![Step { name: "RFM".into(), muted: false, kind: StepKind::Rfm(rfm) }];
    Workbook { steps, value_column: Some(monetary.into()), ..Workbook::default() }
}

/// Evaluates R's rules over a table of R's own values and compares with what R printed beside them.
fn agrees_with_r(printed: &Table, expected: &serde_json::Value) {
    let mut engine = Engine::new(printed.clone());
    let evaluation = engine.evaluate(&r_workbook("recency_days", "transaction_count", "amount"));
    let StepDetail::Rfm(detail) = &evaluation.steps[0].detail else { panic!("no RFM: {:?}", evaluation.steps[0].findings) };
    for (name, cuts) in [("recency", &detail.recency), ("frequency", &detail.frequency), ("monetary", &detail.monetary)] {
        let published: Vec<f64> = expected["thresholds"][name].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
        assert_eq!(cuts.len(), published.len());
        for (cut, published) in cuts.iter().zip(&published) {
            assert!((cut - published).abs() < 1e-9, "{name}: {cuts:?}, not {published}");
        }
    }
    for row in 0..printed.rows() {
        for (ours, theirs) in [("RFM R", "recency_score"), ("RFM F", "frequency_score"), ("RFM M", "monetary_score"), ("RFM cell", "rfm_score"), ("RFM", "segment")] {
            assert_eq!(engine.cell(row, ours), engine.cell(row, theirs), "{ours} of row {row}");
        }
    }
    for group in &evaluation.steps[0].groups {
        let published = &expected["segments_doc_rules"][&group.name];
        assert_eq!(group.count as u64, published["customers"].as_u64().unwrap_or(0), "{}", group.name);
        assert_eq!(group.value.unwrap_or(0.0), published["revenue"].as_f64().unwrap_or(0.0), "{}", group.name);
    }
}

#[test]
fn scores_and_segments_are_those_of_r() {
    let (Some(orders), Some(customers), Some(expected)) = (
        shared("rfm-r/R_rendered_transaction_segments.csv"),
        shared("rfm-r/R_rendered_customer_segments.csv"),
        shared("expected/rfm_r.json"),
    ) else {
        return;
    };
    let expected: serde_json::Value = serde_json::from_slice(&expected).unwrap();
    let orders = table(orders);
    assert_eq!(orders.rows(), 995);
    agrees_with_r(&orders, &expected["orders"]);
    let customers = table(customers);
    assert_eq!(customers.rows(), 39_999);
    assert_eq!(customers.column("amount").unwrap().column_type(), ColumnType::Number);
    agrees_with_r(&customers, &expected["customer"]);
}
