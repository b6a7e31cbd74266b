//! What columns are taken for, from every row.

use super::*;
use crate::table::Codes;
use ColumnType::{Boolean, Date, Number, Text};

fn options(name: &str, column: ColumnOptions) -> ReadOptions {
    ReadOptions { columns: [(name.to_string(), column)].into(), ..ReadOptions::default() }
}

#[test]
fn types_of_everyday_columns() {
    let text = "id,zip,amount,when,active,share,phone,compact,score\n\
        1,08123,\"$1,200.50\",2024-01-05 08:30,yes,12%,+8613812345678,20240105,0\n\
        2,10115,(45),2024-02-29 23:59:59,No,3.5 %,+8613812345679,20231231,1\n\
        NA,,-,,n/a,,,,\n";
    let imported = import(text);
    assert_eq!(types(&imported), [Number, Text, Number, Date, Boolean, Number, Text, Date, Number]);
    assert_eq!(column(&imported, "amount"), ["1200.5", "-45", ""]);
    assert_eq!(column(&imported, "when"), ["2024-01-05 08:30:00", "2024-02-29 23:59:59", ""]);
    assert_eq!(column(&imported, "active"), ["true", "false", ""]);
    assert_eq!(column(&imported, "share"), ["0.12", "0.035", ""]);
    assert_eq!(column(&imported, "compact"), ["2024-01-05", "2023-12-31", ""]);
    assert_eq!(column(&imported, "zip"), ["08123", "10115", ""]);
}

#[test]
fn one_cell_far_down_changes_the_column() {
    let mut text = String::from("id,n,d,e\n");
    for i in 0..3000 {
        text.push_str(&format!("{i},{i}.5,{}/01/2024,20240101\n", i % 12 + 1));
    }
    text.push_str("C7,x,13/01/2024,99999999\n");
    for chunk in [16, 1000, 1 << 20] {
        let imported = chunked(text.as_bytes(), &ReadOptions::default(), chunk).unwrap();
        assert_eq!(types(&imported), [Text, Text, Date, Number], "chunks of {chunk}");
        assert_eq!(column(&imported, "id")[17], "17");
        assert_eq!(column(&imported, "d")[1], "2024-01-02");
        assert_eq!(column(&imported, "e")[0], "20240101");
        let report = &imported.report.columns;
        assert_eq!(report[0].nearly, Some((Number, vec![CellAt { line: 3002, text: "C7".into() }])));
        assert_eq!((report[2].date_order, report[2].ambiguous), (Some(DateOrder::DayFirst), false));
    }
    let late = text.replace("13/01/2024", "01/13/2024");
    for chunk in [16, 1000, 1 << 20] {
        let imported = chunked(late.as_bytes(), &ReadOptions::default(), chunk).unwrap();
        assert_eq!(column(&imported, "d")[1], "2024-02-01");
        assert_eq!(imported.report.columns[2].date_order, Some(DateOrder::MonthFirst));
    }
}

#[test]
fn decimal_sign_of_the_whole_column() {
    let imported = import("a;b;c\n1.234;1,5;x\n2.345;1.000,25;y\n");
    let report = &imported.report.columns;
    // The second column settles how this file writes numbers; the first could be either.
    assert_eq!((report[0].decimal, report[0].ambiguous), (Some(Decimal::Comma), true));
    assert_eq!((report[1].decimal, report[1].ambiguous), (Some(Decimal::Comma), false));
    assert_eq!(column(&imported, "a"), ["1234", "2345"]);
    assert_eq!(column(&imported, "b"), ["1.5", "1000.25"]);
    let imported = import("a;c\n1.234;x\n2.345;y\n");
    assert_eq!((imported.report.columns[0].decimal, imported.report.columns[0].ambiguous), (Some(Decimal::Point), true));
    let comma = options("a", ColumnOptions { decimal: Some(Decimal::Comma), ..ColumnOptions::default() });
    let imported = import_with("a;c\n1.234;x\n2.345;y\n", comma);
    assert_eq!(column(&imported, "a"), ["1234", "2345"]);
    assert!(!imported.report.columns[0].ambiguous && imported.report.columns[0].overridden);
}

#[test]
fn day_order_of_the_whole_column() {
    let imported = import("d,e\n05/01/2024,1\n06/02/2024,2\n");
    let report = &imported.report.columns[0];
    assert_eq!((report.date_order, report.ambiguous), (Some(DateOrder::DayFirst), true));
    assert_eq!(column(&imported, "d"), ["2024-01-05", "2024-02-06"]);
    let month = options("d", ColumnOptions { date_order: Some(DateOrder::MonthFirst), ..ColumnOptions::default() });
    assert_eq!(column(&import_with("d,e\n05/01/2024,1\n06/02/2024,2\n", month), "d"), ["2024-05-01", "2024-06-02"]);
    // Another column of the file settles it.
    let imported = import("d,e\n05/01/2024,12/31/2023\n06/02/2024,1/1/2024\n");
    assert_eq!(column(&imported, "d"), ["2024-05-01", "2024-06-02"]);
    // Both orders in one column are no date.
    assert_eq!(types(&import("d,e\n13/01/2024,1\n01/13/2024,2\n")), [Text, Number]);
}

#[test]
fn a_type_that_was_asked_for_says_what_does_not_read() {
    let text = "a,b\n1,x\nhello,y\n007,z\n\n\"1,5\",w\nNA,v\n";
    for chunk in [1, 8, 1000] {
        let number = options("a", ColumnOptions { column_type: Some(Number), ..ColumnOptions::default() });
        let imported = chunked(text.as_bytes(), &number, chunk).unwrap();
        let report = &imported.report.columns[0];
        assert_eq!(column(&imported, "a"), ["1", "", "7", "1.5", ""], "chunks of {chunk}");
        assert_eq!((report.unreadable_count, report.decimal), (1, Some(Decimal::Comma)));
        assert_eq!(report.unreadable, [CellAt { line: 3, text: "hello".into() }]);
        assert!(report.overridden);
    }
    let date = options("a", ColumnOptions { column_type: Some(Date), ..ColumnOptions::default() });
    let imported = import_with("a,b\n20240105,x\n2024-01-06,y\nsoon,z\n", date);
    assert_eq!(column(&imported, "a"), ["2024-01-05", "2024-01-06", ""]);
    assert_eq!(imported.report.columns[0].unreadable, [CellAt { line: 4, text: "soon".into() }]);
    let boolean = options("a", ColumnOptions { column_type: Some(Boolean), ..ColumnOptions::default() });
    let imported = import_with("a,b\n0,x\n1,y\n2,z\n", boolean);
    assert_eq!(column(&imported, "a"), ["false", "true", ""]);
    let text_type = options("a", ColumnOptions { column_type: Some(Text), ..ColumnOptions::default() });
    assert_eq!(column(&import_with("a,b\n1.50,x\n2,y\n", text_type), "a"), ["1.50", "2"]);
}

#[test]
fn the_missing_list_can_be_edited() {
    let options = ReadOptions { missing: Some(vec!["999".into(), "Unbekannt".into()]), ..ReadOptions::default() };
    let imported = import_with("a,b\n1,NA\n999,unbekannt\n", options);
    assert_eq!(column(&imported, "a"), ["1", ""]);
    assert_eq!(column(&imported, "b"), ["NA", ""]);
    assert_eq!(imported.report.missing, ["999", "Unbekannt"]);
}

#[test]
fn an_empty_column_is_text_and_midnights_are_dates() {
    let imported = import("a,b,c\n1,,2024-01-05 00:00:00\n2, ,2024-01-06T00:00:00Z\n");
    assert_eq!(types(&imported), [Number, Text, Date]);
    assert_eq!(column(&imported, "c"), ["2024-01-05", "2024-01-06"]);
    // Missing all through the first chunks, then numbers.
    let text = format!("a,b\n{}7,8\n", "1,\n".repeat(500));
    for chunk in [32, 1 << 20] {
        let imported = chunked(text.as_bytes(), &ReadOptions::default(), chunk).unwrap();
        assert_eq!((types(&imported), column(&imported, "b")[500].as_str()), (vec![Number, Number], "8"));
    }
}

/// How each column of text is held.
fn text_kinds(imported: &Imported) -> Vec<&'static str> {
    let kind = |data: &ColumnData| match data {
        ColumnData::Text(t) => match t.codes {
            Codes::U8(_) => "u8",
            Codes::U16(_) => "u16",
            Codes::U32(_) => "u32",
            Codes::Identity => "identity",
        },
        _ => "no text",
    };
    imported.table.columns().iter().map(|column| kind(&column.data)).collect()
}

#[test]
fn texts_that_differ_within_chunks_are_held_by_what_the_whole_file_says() {
    const ROWS: u32 = 150_000;
    // As if by chance.
    let mixed = |i: u32| i.wrapping_mul(2_654_435_761) >> 8;
    let again = |i: u32| format!("Name {}", mixed(i) % 20_000);
    let cells = |i: u32| {
        let own = format!("Own {:06}", mixed(i));
        [
            // Each column repeats itself: all through, at first, at last, and but for a gap.
            again(i),
            if i < 90_000 { again(i) } else { own.clone() },
            if i < 70_000 { own.clone() } else { again(i) },
            if (60_000..100_000).contains(&i) { String::new() } else { again(i) },
            own,
        ]
    };
    let text: String = (0..ROWS).fold("a,b,c,d,e\n".into(), |text, i| text + &cells(i).join(",") + "\n");
    for chunk in [300_000, 1 << 20] {
        let imported = chunked(text.as_bytes(), &ReadOptions::default(), chunk).unwrap();
        assert_eq!(text_kinds(&imported), ["u16", "identity", "identity", "u16", "identity"], "chunks of {chunk}");
        for (name, at) in ["a", "b", "c", "d", "e"].into_iter().zip(0..) {
            assert!(column(&imported, name).into_iter().eq((0..ROWS).map(|i| cells(i)[at].clone())), "{name} in chunks of {chunk}");
        }
    }
}

#[test]
fn nearly_unique_text_needs_no_dictionary_and_reads_the_same() {
    let mut text = String::from("id,twice,city\n");
    for i in 0..30_000u32 {
        text.push_str(&format!(
            "C{:08X},T{},{}\n",
            i.wrapping_mul(2_654_435_761),
            i / 8 * 7919 % 3750,
            ["北京", "Paris", ""][i as usize % 3]
        ));
    }
    for chunk in [2000, 100_000, 1 << 20] {
        let imported = chunked(text.as_bytes(), &ReadOptions::default(), chunk).unwrap();
        let kinds = text_kinds(&imported);
        assert_eq!(kinds[1..], ["u16", "u8"], "chunks of {chunk}");
        assert!(chunk < 100_000 || kinds[0] == "identity");
        let (ids, twice, city) = (column(&imported, "id"), column(&imported, "twice"), column(&imported, "city"));
        for i in [0usize, 1023, 1024, 1025, 29_999] {
            assert_eq!(ids[i], format!("C{:08X}", (i as u32).wrapping_mul(2_654_435_761)));
            assert_eq!(twice[i], format!("T{}", i / 8 * 7919 % 3750));
            assert_eq!(city[i], ["北京", "Paris", ""][i % 3]);
        }
    }
}

#[test]
fn a_file_settles_what_is_doubtful_in_another_of_its_kind() {
    let doubtful = import("day,amount\n01/02/2024,5\n03/04/2024,6\n");
    let certain = import("day,amount\n01/22/2024,5\n03/14/2024,6\n");
    let settled = doubtful.report.settled_by(&certain.report);
    assert_eq!((settled.len(), settled["day"].date_order), (1, Some(DateOrder::MonthFirst)));
    assert!(certain.report.settled_by(&doubtful.report).is_empty());
    assert!(doubtful.report.settled_by(&doubtful.report).is_empty());
    let again = import_with("day,amount\n01/02/2024,5\n03/04/2024,6\n", ReadOptions { columns: settled, ..ReadOptions::default() });
    assert_eq!(column(&again, "day"), ["2024-01-02", "2024-03-04"]);
}
