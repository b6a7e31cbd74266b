//! Results that others computed, reproduced: R's package `rfm` on its own data.

use crate::engine::{Engine, StepDetail};
use crate::ingest::{ReadOptions, import_bytes};
use crate::recipe::{Amount, Breaks, Colour, Returns, Rfm, RfmSegment, Rollup, Step, StepKind, Workbook, maps};
use crate::steps::rollup::roll_up;
use crate::table::{Column, ColumnData, ColumnType, Table, date};

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
        for (ours, theirs) in [
            ("RFM R", "recency_score"),
            ("RFM F", "frequency_score"),
            ("RFM M", "monetary_score"),
            ("RFM cell", "rfm_score"),
            ("RFM", "segment"),
        ] {
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

fn rollup(customer: &str, date: &str, amount: &str) -> Rollup {
    Rollup {
        customer: customer.into(),
        date: date.into(),
        order: None,
        amount: Amount::Column { column: amount.into() },
        returns: Returns::default(),
        window_days: 90,
        attributes: Vec::new(),
    }
}

fn numbers(table: &Table, name: &str) -> Vec<f64> {
    match table.column(name).map(|c| &c.data) {
        Some(ColumnData::Number(values)) => values.floats().into_owned(),
        other => panic!("{name} is no number column: {other:?}"),
    }
}

#[test]
fn the_customers_of_cdnow_are_the_published_ones() {
    let (Some(orders), Some(expected)) = (shared("cdnow/cdnow_master.csv"), shared("expected/cdnow_master_rfm_19980701.csv")) else {
        return;
    };
    let (orders, expected) = (table(orders), table(expected));
    let (customers, report) =
        roll_up(&orders, &rollup("customer_id", "date", "amount"), date::parse_iso("1998-07-01"), &mut Default::default()).unwrap();
    assert_eq!((customers.rows(), report.rows, report.without_date), (23_570, 69_659, 0));
    let id = |table: &Table, row: usize| table.column("customer_id").unwrap().cell(row);
    let ours = ["recency_days", "orders", "revenue", "tenure_days"].map(|name| numbers(&customers, name));
    let theirs = ["recency", "frequency", "monetary", "tenure"].map(|name| numbers(&expected, name));
    let place: std::collections::HashMap<String, usize> = (0..expected.rows()).map(|row| (id(&expected, row), row)).collect();
    assert_eq!(place.len(), customers.rows());
    for row in 0..customers.rows() {
        let there = place[&id(&customers, row)];
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert!((ours[row] - theirs[there]).abs() < 1e-6, "customer {}: {} and {}", id(&customers, row), ours[row], theirs[there]);
        }
    }
}

/// From the orders themselves, not from what R made of them.
#[test]
fn orders_roll_up_to_the_segments_of_r() {
    let (Some(orders), Some(expected)) = (shared("rfm-r/rfm_data_orders.csv"), shared("expected/rfm_r.json")) else { return };
    let expected: serde_json::Value = serde_json::from_slice(&expected).unwrap();
    let (customers, _) =
        roll_up(&table(orders), &rollup("customer_id", "order_date", "revenue"), date::parse_iso("2006-12-31"), &mut Default::default())
            .unwrap();
    assert_eq!(customers.rows(), 995);
    let mut engine = Engine::new(customers);
    let evaluation = engine.evaluate(&r_workbook("recency_days", "orders", "revenue"));
    for group in evaluation.steps[0].groups.iter().filter(|g| g.count > 0) {
        let published = &expected["orders"]["segments_doc_rules"][&group.name];
        assert_eq!(
            (group.count as u64, group.value),
            (published["customers"].as_u64().unwrap(), published["revenue"].as_f64()),
            "{}",
            group.name
        );
    }
}

#[test]
fn a_roll_up_does_not_depend_on_the_order_of_the_rows() {
    let Some(orders) = shared("cdnow/cdnow_sample.csv") else { return };
    let orders = table(orders);
    let reversed = |column: &std::sync::Arc<Column>| {
        let cells: Vec<String> = (0..column.len()).rev().map(|row| column.cell(row)).collect();
        format!("{}\n{}", column.name, cells.join("\n"))
    };
    let mut params = rollup("customer_id", "date", "amount");
    params.attributes = [crate::recipe::Take::First, crate::recipe::Take::Last, crate::recipe::Take::MostFrequent]
        .map(|take| crate::recipe::Attribute { column: "quantity".into(), take })
        .to_vec();
    let columns = orders.columns().iter().map(|c| {
        let table = table(reversed(c).into_bytes());
        table.columns()[0].clone()
    });
    let backwards = Table::new(orders.rows(), columns.collect());
    let (a, _) = roll_up(&orders, &params, None, &mut Default::default()).unwrap();
    let (b, _) = roll_up(&backwards, &params, None, &mut Default::default()).unwrap();
    assert_eq!((a.rows(), b.rows()), (2_357, 2_357));
    for (a, b) in a.columns().iter().zip(b.columns()) {
        for row in 0..a.len() {
            assert_eq!(a.cell(row), b.cell(row), "{} of row {row}", a.name);
        }
    }
}
