//! Files that others wrote, typed as a person would expect. Skipped, visibly, where they are not at hand.

use super::*;
use ColumnType::{Boolean, Date, Number, Text};
use std::path::{Path, PathBuf};

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn open(name: &str) -> Option<Imported> {
    let path = shared(name)?;
    Some(import_source(Box::new(FileSource::open(&path).unwrap()), ReadOptions::default()).unwrap())
}

fn type_of(imported: &Imported, name: &str) -> ColumnType {
    imported.table.column(name).unwrap_or_else(|| panic!("no column {name}")).column_type()
}

fn sum(imported: &Imported, name: &str) -> f64 {
    match &imported.table.column(name).unwrap().data {
        ColumnData::Number(v) => v.iter().filter(|x| !x.is_nan()).sum(),
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn telco() {
    let Some(imported) = open("telco/Telco-Customer-Churn.csv") else { return };
    assert_eq!((imported.table.rows(), imported.table.columns().len()), (7043, 21));
    assert_eq!(imported.table.column("TotalCharges").unwrap().missing().count(), 11);
    for (name, expected) in [
        ("customerID", Text),
        ("SeniorCitizen", Number),
        ("Partner", Boolean),
        ("Churn", Boolean),
        ("MultipleLines", Text),
        ("tenure", Number),
        ("MonthlyCharges", Number),
        ("TotalCharges", Number),
        ("Contract", Text),
    ] {
        assert_eq!(type_of(&imported, name), expected, "{name}");
    }
    assert!((sum(&imported, "MonthlyCharges") - 456_116.6).abs() < 1e-6);
    assert!((sum(&imported, "TotalCharges") - 16_056_168.7).abs() < 1e-5);
    assert_eq!(imported.report.encoding, Encoding::Utf8);
    assert_eq!(imported.report.ragged_count, 0);
}

#[test]
fn online_retail_is_western_far_from_the_head() {
    let Some(imported) = open("online-retail/online_retail_2010-12.latin1.csv") else { return };
    let report = &imported.report;
    assert_eq!((report.encoding, report.undecodable, report.encoding_certain), (Encoding::Windows1252, 0, true));
    assert_eq!(imported.table.rows(), 42_481);
    for (name, expected) in [
        ("InvoiceNo", Text),
        ("StockCode", Text),
        ("Quantity", Number),
        ("InvoiceDate", Date),
        ("UnitPrice", Number),
        ("CustomerID", Number),
        ("Country", Text),
    ] {
        assert_eq!(type_of(&imported, name), expected, "{name}");
    }
    let descriptions = column(&imported, "Description");
    assert_eq!(descriptions.iter().filter(|d| d.contains('£')).count(), 2);
    assert_eq!(column(&imported, "InvoiceDate")[0], "2010-12-01 08:26:00");
    let nearly = report.columns[0].nearly.as_ref().expect("invoice numbers are nearly numbers");
    assert_eq!(nearly.0, Number);
    assert!(nearly.1.iter().all(|c| c.text.starts_with('C') || c.text.starts_with('A')), "{nearly:?}");
}

#[test]
fn cdnow() {
    let Some(imported) = open("cdnow/cdnow_master.csv") else { return };
    assert_eq!(imported.table.rows(), 69_659);
    assert_eq!(types(&imported), [Text, Date, Number, Number]);
    assert_eq!(column(&imported, "customer_id")[0], "00001");
    assert!((sum(&imported, "amount") - 2_500_315.63).abs() < 1e-4);
}

#[test]
fn rfm() {
    let Some(imported) = open("rfm-r/rfm_data_customer.csv") else { return };
    assert_eq!(imported.table.rows(), 39_999);
    assert_eq!(types(&imported), [Number, Number, Date, Number, Number, Text, Text, Text]);
    let Some(imported) = open("rfm-r/rfm_data_orders.csv") else { return };
    assert_eq!(imported.table.rows(), 4_906);
    assert_eq!(types(&imported), [Text, Date, Number, Text, Text, Text]);
}

#[test]
fn csv_spectrum_cells() {
    let Some(dir) = shared("csv-spectrum/csvs") else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if stem == "location_coordinates" {
            continue;
        }
        seen += 1;
        let json = std::fs::read_to_string(dir.join(format!("../json/{stem}.json"))).unwrap();
        let expected: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&json).unwrap();
        for chunk in [1, 5, 1000] {
            let imported = chunked(&std::fs::read(&path).unwrap(), &ReadOptions::default(), chunk).unwrap();
            assert_eq!(imported.table.rows(), expected.len(), "{stem}");
            for (row, (record, want)) in raw(&imported).iter().zip(&expected).enumerate() {
                let mut fields = Vec::new();
                split_record(record.as_bytes(), imported.records.delimiter(), &mut fields);
                assert_eq!(names(&imported), want.keys().map(String::as_str).collect::<Vec<_>>(), "{stem}");
                for (field, value) in fields.iter().zip(want.values()) {
                    let cell = unquote(&record.as_bytes()[field.clone()]).into_owned();
                    assert_eq!(String::from_utf8_lossy(&cell), value.as_str().unwrap(), "{stem} row {row}");
                }
            }
        }
    }
    assert!(seen >= 10);
}
