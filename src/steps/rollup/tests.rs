//! The roll-up against one written down as it is defined, value by value.

use super::{Kept, roll_up};
use crate::recipe::{Amount, Returns, ReturnsTreatment, Rollup};
use crate::table::{Column, ColumnData, DateColumn, MISSING_DAY, Numbers, Table, TextColumn};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An order line: who, when, of which order, how much. None is missing.
type Row = (Option<u8>, Option<i32>, Option<u8>, Option<i32>);

const TODAY: i32 = 120;
const WINDOW: i32 = 30;

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let maybe = prop::option::weighted::<std::ops::Range<u8>>;
    let row = (maybe(0.9, 0..6), prop::option::weighted(0.9, 0..TODAY), maybe(0.9, 0..40), prop::option::weighted(0.9, -400..2_000));
    prop::collection::vec(row, 1..60)
}

/// How the id of an order is written.
#[derive(Clone, Copy, Debug)]
enum Ids {
    /// Not at all: every row is an order.
    None,
    Dictionary,
    /// A text for each row, whether they differ or not.
    EachRow,
    Numbers,
}

/// Quarters, which sums of numbers hold exactly in any order.
fn quarters(amount: i32) -> f64 {
    f64::from(amount) / 4.0
}

fn table(rows: &[Row], ids: Ids) -> Table {
    let text = |cell: fn(&Row) -> Option<String>| rows.iter().map(|row| cell(row).unwrap_or_default()).collect::<Vec<_>>();
    let customers: TextColumn = text(|row| row.0.map(|c| format!("C{c}"))).iter().map(String::as_str).collect();
    let days: Vec<i32> = rows.iter().map(|row| row.1.unwrap_or(MISSING_DAY)).collect();
    let orders = text(|row| row.2.map(|o| format!("O{o}")));
    let orders = match ids {
        Ids::Numbers => {
            ColumnData::Number(Numbers::packed(rows.iter().map(|row| row.2.map_or(f64::NAN, |o| 70_000.0 + f64::from(o))).collect()))
        }
        Ids::EachRow => ColumnData::Text(TextColumn::each_row(orders.iter().map(String::as_str), rows.len() % 2 == 1)),
        Ids::None | Ids::Dictionary => ColumnData::Text(orders.iter().map(String::as_str).collect()),
    };
    let amounts = rows.iter().map(|row| row.3.map_or(f64::NAN, quarters)).collect();
    let columns = [
        ("customer", ColumnData::Text(customers)),
        ("day", ColumnData::Date(DateColumn { days: days.into(), seconds: None })),
        ("order", orders),
        ("amount", ColumnData::Number(Numbers::packed(amounts))),
    ];
    Table::new(rows.len(), columns.into_iter().map(|(name, data)| Arc::new(Column::new(name, data))).collect())
}

fn params(ids: Ids, treat: ReturnsTreatment, window: i32) -> Rollup {
    Rollup {
        customer: "customer".into(),
        date: "day".into(),
        order: (!matches!(ids, Ids::None)).then(|| "order".into()),
        amount: Amount::Column { column: "amount".into() },
        returns: Returns { treat, ..Returns::default() },
        window_days: window as u32,
        attributes: Vec::new(),
    }
}

/// The columns of each customer, in the order of the result; NaN is missing.
fn slowly(rows: &[Row], has_ids: bool, treat: ReturnsTreatment, window: i32) -> BTreeMap<u8, Vec<f64>> {
    let mut customers: BTreeMap<u8, Vec<(String, i32, Option<f64>)>> = BTreeMap::new();
    for (at, &(customer, day, order, amount)) in rows.iter().enumerate() {
        if let (Some(customer), Some(day)) = (customer, day) {
            let order = order.filter(|_| has_ids).map_or(format!("row {at}"), |order| order.to_string());
            customers.entry(customer).or_default().push((order, day, amount.map(quarters)));
        }
    }
    let measures = |lines: Vec<(String, i32, Option<f64>)>| {
        let is_return = |amount: Option<f64>| amount.is_some_and(|amount| amount < 0.0);
        let mut orders: BTreeMap<String, (i32, f64)> = BTreeMap::new();
        for (order, day, amount) in &lines {
            if treat == ReturnsTreatment::Keep || !is_return(*amount) {
                let order = orders.entry(order.clone()).or_insert((*day, 0.0));
                *order = (order.0.min(*day), order.1 + amount.unwrap_or(0.0));
            }
        }
        let days: BTreeSet<i32> = orders.values().map(|order| order.0).collect();
        let days: Vec<i32> = days.into_iter().collect();
        let mut gaps: Vec<i32> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.sort_unstable();
        let middle = |at: usize| f64::from(gaps[at]);
        let median = match gaps.len() {
            0 => f64::NAN,
            n if n % 2 == 1 => middle(n / 2),
            n => (middle(n / 2 - 1) + middle(n / 2)) / 2.0,
        };
        let money = |from: i32, to: i32| {
            let counts = |amount: &f64| treat != ReturnsTreatment::Drop || *amount >= 0.0;
            lines.iter().filter(|line| line.1 > from && line.1 <= to).filter_map(|line| line.2).filter(counts).sum::<f64>()
        };
        let count = |from: i32, to: i32| orders.values().filter(|order| order.0 > from && order.0 <= to).count() as f64;
        let day = |day: Option<&i32>| day.map_or(f64::NAN, |&day| f64::from(day));
        let (recent, earlier, n) = (TODAY - window, TODAY - 2 * window, orders.len() as f64);
        let returned: BTreeSet<&String> = lines.iter().filter(|line| is_return(line.2)).map(|line| &line.0).collect();
        vec![
            f64::from(TODAY) - day(days.last()),
            n,
            money(i32::MIN, i32::MAX),
            day(days.first()),
            day(days.last()),
            f64::from(TODAY) - day(days.first()),
            if orders.is_empty() { f64::NAN } else { money(i32::MIN, i32::MAX) / n },
            if gaps.is_empty() { f64::NAN } else { f64::from(gaps.iter().sum::<i32>()) / gaps.len() as f64 },
            median,
            orders.values().map(|order| order.1).fold(f64::NAN, f64::max),
            returned.len() as f64,
            count(recent, TODAY),
            money(recent, TODAY),
            count(earlier, recent),
            money(earlier, recent),
        ]
    };
    customers.into_iter().map(|(customer, lines)| (customer, measures(lines))).collect()
}

fn value(column: &Column, row: usize) -> f64 {
    match &column.data {
        ColumnData::Number(numbers) => numbers.get(row),
        ColumnData::Date(dates) if dates.days.get(row) == MISSING_DAY => f64::NAN,
        ColumnData::Date(dates) => f64::from(dates.days.get(row)),
        _ => panic!("{} holds no numbers", column.name),
    }
}

proptest! {
    #[test]
    fn customers_are_as_slowly_made(rows in rows(), ids in prop::sample::select(vec![Ids::None, Ids::Dictionary, Ids::EachRow, Ids::Numbers])) {
        let table = table(&rows, ids);
        let mut kept = Kept::default();
        // One after the other, as edits come: what is kept is of the same rows.
        for treat in [ReturnsTreatment::Net, ReturnsTreatment::Keep, ReturnsTreatment::Drop] {
            for window in [WINDOW, 2 * WINDOW] {
                let expected = slowly(&rows, !matches!(ids, Ids::None), treat, window);
                let Ok((customers, report)) = roll_up(&table, &params(ids, treat, window), Some(TODAY), &mut kept) else {
                    prop_assert!(false, "a roll-up failed");
                    return Ok(());
                };
                prop_assert_eq!(customers.rows(), expected.len());
                prop_assert_eq!(report.customers, expected.len());
                prop_assert_eq!(report.orders as f64, expected.values().map(|measures| measures[1]).sum::<f64>());
                prop_assert_eq!(report.without_customer, rows.iter().filter(|row| row.0.is_none()).count());
                prop_assert_eq!(report.without_date, rows.iter().filter(|row| row.0.is_some() && row.1.is_none()).count());
                for (row, (customer, measures)) in expected.iter().enumerate() {
                    prop_assert_eq!(customers.columns()[0].cell(row), format!("C{customer}"));
                    for (column, &wanted) in customers.columns()[1..].iter().zip(measures) {
                        let found = value(column, row);
                        prop_assert!(found == wanted || found.is_nan() && wanted.is_nan() || (found - wanted).abs() < 1e-9, "{} of C{}: {} for {}", column.name, customer, found, wanted);
                    }
                }
            }
        }
    }
}
