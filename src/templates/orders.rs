//! Whether a file holds orders, and which of its columns say what: the roll-up that a person would set up.

use super::roles::{Role, find, heading_has};
use crate::engine::ColumnProfile;
use crate::recipe::{Amount, Returns, Rollup};
use crate::table::ColumnType;

const CUSTOMER: &[&str] = &[
    "customer id",
    "customer number",
    "customer no",
    "customer",
    "client id",
    "client",
    "member id",
    "member",
    "user id",
    "buyer id",
    "buyer",
    "account id",
    "account",
    "客户编号",
    "客户号",
    "客户",
    "会员编号",
    "会员",
    "用户编号",
    "用户",
    "买家",
];
const ORDER: &[&str] = &[
    "order id",
    "order number",
    "order no",
    "order",
    "invoice no",
    "invoice number",
    "invoice id",
    "invoice",
    "transaction id",
    "receipt",
    "订单编号",
    "订单号",
    "发票号",
    "单号",
    "交易号",
];
const DATE: &[&str] = &[
    "order date",
    "invoice date",
    "purchase date",
    "transaction date",
    "date",
    "time",
    "下单日期",
    "下单时间",
    "订单日期",
    "交易日期",
    "日期",
    "时间",
];
const QUANTITY: &[&str] = &["quantity", "qty", "units", "数量", "件数"];
const PRICE: &[&str] = &["unit price", "price", "单价", "价格"];
const STATUS: &[&str] = &["order status", "status", "订单状态", "状态"];
/// Parts of a status that mean that the goods or the money went back.
const RETURNED: &[&str] = &["return", "refund", "cancel", "退", "取消"];

/// The roll-up for a file of orders; None where the columns are not those of orders: no customer that comes back, no date, no money.
pub fn propose_rollup(columns: &[ColumnProfile]) -> Option<Rollup> {
    let identifies = |c: &&ColumnProfile| matches!(c.column_type, ColumnType::Text | ColumnType::Number);
    let customer = named(columns, CUSTOMER, identifies)?;
    let date = named(columns, DATE, |c| c.column_type == ColumnType::Date)
        .or_else(|| columns.iter().find(|c| c.column_type == ColumnType::Date))?;
    let values = |c: &ColumnProfile| match c.column_type {
        ColumnType::Text | ColumnType::Boolean => c.top.iter().map(|(_, n)| n).sum::<usize>(),
        _ => c.histogram.as_ref().map_or(0, |h| h.counts.iter().sum()),
    };
    let rows = columns.iter().map(|c| c.missing + values(c)).max().unwrap_or(0);
    // Customers of a table of customers stand in it once each.
    if customer.distinct * 10 > (rows - customer.missing.min(rows)) * 9 {
        return None;
    }
    let number = |c: &&ColumnProfile| c.column_type == ColumnType::Number && c.name != customer.name;
    let price = named(columns, PRICE, number);
    let quantity = named(columns, QUANTITY, number);
    let money: Vec<ColumnProfile> =
        columns.iter().filter(|c| price.is_none_or(|p| p.name != c.name) && c.name != customer.name).cloned().collect();
    let amount = match (find(Role::Value, &money, rows).filter(|c| quantity.is_none_or(|q| q.name != c.name)), quantity, price) {
        (Some(amount), quantity, price) if quantity.is_none() || price.is_none() || Role::Value.is_named(&amount.name) => {
            Amount::Column { column: amount.name.clone() }
        }
        (_, Some(quantity), Some(price)) => Amount::Product { quantity: quantity.name.clone(), price: price.name.clone() },
        (_, _, Some(price)) => Amount::Column { column: price.name.clone() },
        _ => return None,
    };
    let order = named(columns, ORDER, |c| identifies(c) && c.name != customer.name).map(|c| c.name.clone());
    let status = named(columns, STATUS, |c| c.column_type == ColumnType::Text);
    let went_back: Vec<String> = status
        .iter()
        .flat_map(|c| &c.top)
        .map(|(value, _)| value.clone())
        .filter(|value| RETURNED.iter().any(|part| value.to_lowercase().contains(part)))
        .collect();
    let status_column = status.filter(|_| !went_back.is_empty()).map(|c| c.name.clone());
    Some(Rollup {
        customer: customer.name.clone(),
        date: date.name.clone(),
        order,
        amount,
        returns: Returns { status_column, status: went_back, ..Returns::default() },
        window_days: 90,
        attributes: Vec::new(),
    })
}

/// The columns of the customers that a roll-up makes, by name and type; nothing is known of their values yet.
pub(super) fn customer_columns(file: &[ColumnProfile], rollup: &Rollup) -> Vec<ColumnProfile> {
    let made = |(name, column_type): (&str, ColumnType)| ColumnProfile::unknown(name, column_type);
    let customer = file.iter().find(|c| c.name == rollup.customer).cloned();
    let others = [
        ("recency_days", ColumnType::Number),
        ("orders", ColumnType::Number),
        ("revenue", ColumnType::Number),
        ("first_order", ColumnType::Date),
        ("last_order", ColumnType::Date),
        ("tenure_days", ColumnType::Number),
        ("average_order_value", ColumnType::Number),
        ("median_gap_days", ColumnType::Number),
    ];
    customer.into_iter().chain(others.map(made)).collect()
}

/// The column whose heading has the first of the names that any has.
fn named<'a>(columns: &'a [ColumnProfile], names: &[&str], fits: impl Fn(&&'a ColumnProfile) -> bool) -> Option<&'a ColumnProfile> {
    names.iter().find_map(|name| columns.iter().filter(&fits).find(|c| heading_has(&c.name, name)))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::engine::profile;
    use crate::ingest::{ReadOptions, import_bytes};
    use crate::messages::Lang;
    use crate::steps::rollup::roll_up;

    fn columns(csv: &[u8]) -> (crate::table::Table, Vec<ColumnProfile>) {
        let table = import_bytes(csv.to_vec(), ReadOptions::default()).unwrap().table;
        let columns = profile(&table);
        (table, columns)
    }

    #[test]
    fn the_samples_of_orders_roll_up_in_both_languages_and_those_of_customers_do_not() {
        for lang in Lang::ALL {
            let (orders, profile) = columns(crate::sample::orders_csv(lang).as_bytes());
            let rollup = propose_rollup(&profile).unwrap_or_else(|| panic!("no roll-up for {lang:?}"));
            let (customers, report) = roll_up(&orders, &rollup, None, &mut Default::default()).unwrap();
            assert!(customers.rows() > 500 && customers.rows() < orders.rows() / 2, "{rollup:?}");
            assert!(report.returns > 0, "{rollup:?}");
            assert!(rollup.order.is_some());
            let (_, profile) = columns(crate::sample::customers_csv(lang).as_bytes());
            assert_eq!(propose_rollup(&profile), None);
        }
    }

    #[test]
    fn finds_the_orders_of_public_files() {
        let file = |path: &str| {
            let path = format!("{}/../shared/data/{path}", env!("CARGO_MANIFEST_DIR"));
            let bytes = std::fs::read(&path).ok();
            if bytes.is_none() {
                println!("skipped: {path} is not there");
            }
            bytes
        };
        if let Some(bytes) = file("cdnow/cdnow_master.csv") {
            let rollup = propose_rollup(&columns(&bytes).1).unwrap();
            assert_eq!((rollup.customer.as_str(), rollup.date.as_str()), ("customer_id", "date"));
            assert_eq!(rollup.amount, Amount::Column { column: "amount".into() });
        }
        if let Some(bytes) = file("online-retail/online_retail_2010-12.latin1.csv") {
            let rollup = propose_rollup(&columns(&bytes).1).unwrap();
            assert_eq!(
                (rollup.customer.as_str(), rollup.date.as_str(), rollup.order.as_deref()),
                ("CustomerID", "InvoiceDate", Some("InvoiceNo"))
            );
            assert_eq!(rollup.amount, Amount::Product { quantity: "Quantity".into(), price: "UnitPrice".into() });
        }
        if let Some(bytes) = file("telco/Telco-Customer-Churn.csv") {
            assert_eq!(propose_rollup(&columns(&bytes).1), None);
        }
    }
}
