//! The roll-up: a table of orders or order lines becomes a table of customers. Not a step but what comes before the steps.
//!
//! The result does not depend on the order of the rows: customers come in the order of their ids, and each one's rows are taken by date, then
//! amount.

use crate::engine::{Problem, RollupReport};
use crate::recipe::{Amount, ReturnsTreatment, Rollup, Take};
use crate::table::{
    Codes, Column, ColumnData, DateColumn, MISSING_DAY, NO_ROW, Numbers, Order, Sum, Table, TextColumnBuilder, free_name, quantile,
};
use hashbrown::HashMap;
use std::sync::Arc;

/// One row per customer.
///
/// `as_of` is "today", days since 1970-01-01; None: the newest date of the orders.
///
/// # Errors
/// All that is wrong with the parameters: columns that are not there or of the wrong type.
pub fn roll_up(orders: &Table, params: &Rollup, as_of: Option<i32>) -> Result<(Table, RollupReport), Vec<Problem>> {
    let inputs = Inputs::of(orders, params)?;
    let rows = orders.rows();
    let mut report = RollupReport { rows, ..RollupReport::default() };
    let newest = inputs.dates.days.ends().map(|(_, newest)| newest);
    let Some(as_of) = as_of.or(newest) else { return Err(vec![Problem::NoValues { column: params.date.clone() }]) };

    // Rows of one customer stand together in the sort order of the ids.
    let by_customer = Order::of(inputs.customer);
    report.without_customer = rows - by_customer.present;
    let mut customers = Vec::new();
    let mut out = Measures::default();
    let mut start = 0;
    let ids = &by_customer.rows[..by_customer.present];
    let mut lines: Vec<Line> = Vec::new();
    let mut attributes: Vec<Vec<u32>> = vec![Vec::new(); params.attributes.len()];
    while start < ids.len() {
        let first = ids[start] as usize;
        let mut end = start + 1;
        while end < ids.len() && inputs.customer.same(first, ids[end] as usize) {
            end += 1;
        }
        lines.clear();
        for &row in &ids[start..end] {
            match inputs.line(row, params) {
                Some(line) => lines.push(line),
                None => report.without_date += 1,
            }
        }
        start = end;
        if lines.is_empty() {
            continue;
        }
        // Sums are taken in an order that the rows' own does not touch; numbers of orders have none.
        lines.sort_unstable_by(|a, b| {
            (a.day, a.second).cmp(&(b.day, b.second)).then(a.amount.total_cmp(&b.amount)).then(a.order.cmp(&b.order))
        });
        report.without_amount += lines.iter().filter(|l| l.amount.is_nan()).count();
        report.returns += lines.iter().filter(|l| l.is_return).count();
        customers.push(first as u32);
        out.push(&lines, params, as_of);
        for (attribute, kept) in inputs.attributes.iter().zip(&mut attributes) {
            kept.push(keep(attribute.0, attribute.1, &lines).unwrap_or(NO_ROW));
        }
    }
    report.customers = customers.len();
    report.orders = out.orders.iter().sum::<f64>() as usize;
    let mut columns = vec![Arc::new(inputs.customer.gather(&customers, &inputs.customer.name))];
    columns.extend(out.into_columns(params, &inputs.customer.name));
    for ((column, _), rows) in inputs.attributes.iter().zip(&attributes) {
        let name = free_name(&column.name, |name| columns.iter().any(|c| c.name == name));
        columns.push(Arc::new(column.gather(rows, name)));
    }
    Ok((Table::new(customers.len(), columns), report))
}

/// One row of the orders.
struct Line {
    row: u32,
    day: i32,
    second: u32,
    /// The same number for lines of the same order.
    order: u32,
    amount: f64,
    is_return: bool,
}

/// The columns that the parameters name.
struct Inputs<'a> {
    customer: &'a Column,
    dates: &'a DateColumn,
    /// Per row, the same number for the same order; None: every row is one.
    orders: Option<Vec<u32>>,
    amounts: Vec<f64>,
    returns: Option<Vec<bool>>,
    attributes: Vec<(&'a Column, Take)>,
}

impl<'a> Inputs<'a> {
    fn of(table: &'a Table, params: &Rollup) -> Result<Inputs<'a>, Vec<Problem>> {
        let mut problems = Vec::new();
        let find = |name: &str, problems: &mut Vec<Problem>| -> Option<&'a Column> {
            if name.is_empty() {
                problems.push(Problem::NoColumn);
                return None;
            }
            let column = table.column(name).map(|c| &**c);
            if column.is_none() {
                problems.push(Problem::UnknownColumn { column: name.to_owned() });
            }
            column
        };
        let numbers = |name: &str, problems: &mut Vec<Problem>| -> Option<&'a Numbers> {
            let column = find(name, problems)?;
            match &column.data {
                ColumnData::Number(values) => Some(values),
                _ => {
                    problems.push(Problem::NotANumberColumn { column: name.to_owned(), column_type: column.column_type() });
                    None
                }
            }
        };
        let customer = find(&params.customer, &mut problems);
        let dates = find(&params.date, &mut problems).and_then(|column| match &column.data {
            ColumnData::Date(dates) => Some(dates),
            _ => {
                problems.push(Problem::NotADateColumn { column: params.date.clone(), column_type: column.column_type() });
                None
            }
        });
        let amounts = match &params.amount {
            Amount::Column { column } => numbers(column, &mut problems).map(|values| values.floats().into_owned()),
            Amount::Product { quantity, price } => match (numbers(quantity, &mut problems), numbers(price, &mut problems)) {
                (Some(q), Some(p)) => Some(q.iter().zip(p.iter()).map(|(q, p)| q * p).collect()),
                _ => None,
            },
        };
        let order = params.order.as_deref().filter(|o| !o.is_empty()).and_then(|name| find(name, &mut problems));
        let status = params.returns.status_column.as_deref().filter(|c| !c.is_empty()).and_then(|name| find(name, &mut problems));
        let attributes = params.attributes.iter().filter_map(|a| find(&a.column, &mut problems).map(|c| (c, a.take))).collect();
        let (Some(customer), Some(dates), Some(amounts)) = (customer, dates, amounts) else { return Err(problems) };
        if !problems.is_empty() {
            return Err(problems);
        }
        let returns = marked_returns(table.rows(), params, order, status);
        Ok(Inputs { customer, dates, orders: order.map(group_numbers), amounts, returns, attributes })
    }

    /// None: the row has no date.
    fn line(&self, row: u32, params: &Rollup) -> Option<Line> {
        let i = row as usize;
        let day = self.dates.days.get(i);
        if day == MISSING_DAY {
            return None;
        }
        let amount = self.amounts[i];
        let marked = self.returns.as_ref().is_some_and(|r| r[i]);
        let is_return = marked || (params.returns.negative && amount < 0.0);
        // A return that is marked as one on the order's own row came to nothing; only a negative amount takes from other orders.
        let back = is_return && params.returns.treat == ReturnsTreatment::Net;
        let amount = if back && amount > 0.0 { 0.0 } else { amount };
        let second = self.dates.seconds.as_ref().map_or(0, |s| s[i]);
        Some(Line { row, day, second, order: self.orders.as_ref().map_or(row, |o| o[i]), amount, is_return })
    }
}

/// What a cell must be.
type CellTest = Box<dyn Fn(&str) -> bool>;

/// Rows that an order id's prefix or a status marks as returns.
fn marked_returns(rows: usize, params: &Rollup, order: Option<&Column>, status: Option<&Column>) -> Option<Vec<bool>> {
    let prefix = params.returns.order_prefix.as_deref().map(|p| p.trim().to_lowercase()).filter(|p| !p.is_empty());
    let wanted: Vec<String> = params.returns.status.iter().map(|s| s.trim().to_lowercase()).collect();
    let tests: Vec<(&Column, CellTest)> = [
        order.zip(prefix).map(|(c, p)| (c, Box::new(move |cell: &str| cell.to_lowercase().starts_with(&p)) as CellTest)),
        status.map(|c| (c, Box::new(move |cell: &str| wanted.contains(&cell.to_lowercase())) as CellTest)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if tests.is_empty() {
        return None;
    }
    let mut marked = vec![false; rows];
    for (column, test) in tests {
        match &column.data {
            ColumnData::Text(text) => {
                let set = text.select(|cell| !cell.is_empty() && test(cell));
                set.iter().for_each(|row| marked[row] = true);
            }
            _ => (0..rows).filter(|&row| test(&column.cell(row))).for_each(|row| marked[row] = true),
        }
    }
    Some(marked)
}

/// A number per row, the same for rows of the same value and in no order; every missing cell is a value of its own.
fn group_numbers(column: &Column) -> Vec<u32> {
    let mut next = 0;
    let mut new = || {
        next += 1;
        next - 1
    };
    match &column.data {
        ColumnData::Text(text) if matches!(text.codes, Codes::Identity) => {
            let mut different = TextColumnBuilder::new();
            let mut of_value: Vec<u32> = Vec::new();
            let numbers = text.values.iter().map(|value| {
                if value.is_empty() {
                    return new();
                }
                let code = different.push(value) as usize;
                if code == of_value.len() {
                    of_value.push(new());
                }
                of_value[code]
            });
            numbers.collect()
        }
        ColumnData::Text(text) => {
            let of_code: Vec<Option<u32>> = text.values.iter().map(|value| (!value.is_empty()).then(&mut new)).collect();
            (0..text.len()).map(|row| of_code[text.code(row)].unwrap_or_else(&mut new)).collect()
        }
        _ => {
            let mut of_key: HashMap<u64, u32> = HashMap::new();
            let number = |row| match column.sort_key(row) {
                Some(key) => *of_key.entry(key).or_insert_with(&mut new),
                None => new(),
            };
            (0..column.len()).map(number).collect()
        }
    }
}

/// The columns of the result, a value per customer; NaN is missing.
#[derive(Default)]
struct Measures {
    recency: Vec<f64>,
    orders: Vec<f64>,
    monetary: Vec<f64>,
    first: Vec<i32>,
    last: Vec<i32>,
    tenure: Vec<f64>,
    average: Vec<f64>,
    mean_gap: Vec<f64>,
    median_gap: Vec<f64>,
    largest: Vec<f64>,
    returns: Vec<f64>,
    recent_orders: Vec<f64>,
    recent_money: Vec<f64>,
    earlier_orders: Vec<f64>,
    earlier_money: Vec<f64>,
}

impl Measures {
    /// Adds a customer, whose lines come by date.
    fn push(&mut self, lines: &[Line], params: &Rollup, as_of: i32) {
        let treat = params.returns.treat;
        let is_order = |l: &&Line| treat == ReturnsTreatment::Keep || !l.is_return;
        let counts = |l: &&Line| treat != ReturnsTreatment::Drop || !l.is_return;
        let window = params.window_days.min(i32::MAX as u32) as i32;
        let (recent, earlier) = (as_of.saturating_sub(window), as_of.saturating_sub(window.saturating_mul(2)));

        // Orders: when each began, and what it came to.
        let mut orders: Vec<(u32, i32, Sum)> = Vec::new();
        let mut sorted: Vec<&Line> = lines.iter().filter(is_order).collect();
        sorted.sort_by_key(|l| l.order);
        for line in sorted {
            let amount = if line.amount.is_nan() { 0.0 } else { line.amount };
            match orders.last_mut() {
                Some((order, day, sum)) if *order == line.order => {
                    *day = (*day).min(line.day);
                    sum.add(amount);
                }
                _ => {
                    let mut sum = Sum::default();
                    sum.add(amount);
                    orders.push((line.order, line.day, sum));
                }
            }
        }
        let money_between = |from: i32, to: i32| {
            let mut sum = Sum::default();
            lines.iter().filter(counts).filter(|l| l.day > from && l.day <= to && !l.amount.is_nan()).for_each(|l| sum.add(l.amount));
            sum.value()
        };
        let orders_between = |from: i32, to: i32| orders.iter().filter(|(_, day, _)| *day > from && *day <= to).count() as f64;
        let mut days: Vec<i32> = orders.iter().map(|(_, day, _)| *day).collect();
        days.sort_unstable();
        let (first, last) = (days.first().copied(), days.last().copied());
        days.dedup();
        let mut gaps: Vec<f64> = days.windows(2).map(|w| f64::from(w[1] - w[0])).collect();
        gaps.sort_unstable_by(f64::total_cmp);

        let monetary = money_between(i32::MIN, i32::MAX);
        let since = |day: Option<i32>| day.map_or(f64::NAN, |day| f64::from(as_of) - f64::from(day));
        self.recency.push(since(last));
        self.orders.push(orders.len() as f64);
        self.monetary.push(monetary);
        self.first.push(first.unwrap_or(MISSING_DAY));
        self.last.push(last.unwrap_or(MISSING_DAY));
        self.tenure.push(since(first));
        self.average.push(if orders.is_empty() { f64::NAN } else { monetary / orders.len() as f64 });
        self.mean_gap.push(if gaps.is_empty() { f64::NAN } else { gaps.iter().sum::<f64>() / gaps.len() as f64 });
        self.median_gap.push(quantile(gaps.len(), 0.5, |i| gaps[i]).unwrap_or(f64::NAN));
        self.largest.push(orders.iter().map(|(_, _, sum)| sum.value()).fold(f64::NAN, f64::max));
        let mut returned: Vec<u32> = lines.iter().filter(|l| l.is_return).map(|l| l.order).collect();
        returned.sort_unstable();
        returned.dedup();
        self.returns.push(returned.len() as f64);
        self.recent_orders.push(orders_between(recent, as_of));
        self.recent_money.push(money_between(recent, as_of));
        self.earlier_orders.push(orders_between(earlier, recent));
        self.earlier_money.push(money_between(earlier, recent));
    }

    fn into_columns(self, params: &Rollup, customer: &str) -> Vec<Arc<Column>> {
        let n = params.window_days;
        let number = |name: String, values| (name, ColumnData::Number(Numbers::packed(values)));
        let date = |name: &str, days| (name.to_owned(), ColumnData::Date(DateColumn { days, seconds: None }));
        [
            number("recency_days".into(), self.recency),
            number("orders".into(), self.orders),
            number("revenue".into(), self.monetary),
            date("first_order", self.first.into()),
            date("last_order", self.last.into()),
            number("tenure_days".into(), self.tenure),
            number("average_order_value".into(), self.average),
            number("mean_gap_days".into(), self.mean_gap),
            number("median_gap_days".into(), self.median_gap),
            number("largest_order".into(), self.largest),
            number("returns".into(), self.returns),
            number(format!("orders_last_{n}_days"), self.recent_orders),
            number(format!("revenue_last_{n}_days"), self.recent_money),
            number(format!("orders_{n}_days_before"), self.earlier_orders),
            number(format!("revenue_{n}_days_before"), self.earlier_money),
        ]
        .into_iter()
        .map(|(name, data)| Arc::new(Column::new(if name == customer { format!("{name} (2)") } else { name }, data)))
        .collect()
    }
}

/// The row whose value a customer keeps.
fn keep(column: &Column, take: Take, lines: &[Line]) -> Option<u32> {
    let filled = |l: &&Line| !column.is_missing(l.row as usize);
    // Lines of the same moment do not say which came first: the value decides.
    let best = |wanted: (i32, u32)| {
        let same = lines.iter().filter(filled).filter(|l| (l.day, l.second) == wanted).map(|l| l.row);
        same.min_by(|&a, &b| column.cell(a as usize).cmp(&column.cell(b as usize)))
    };
    match take {
        Take::First => lines.iter().find(filled).and_then(|l| best((l.day, l.second))),
        Take::Last => lines.iter().rev().find(filled).and_then(|l| best((l.day, l.second))),
        Take::MostFrequent => {
            let mut cells: Vec<(String, u32)> = lines.iter().filter(filled).map(|l| (column.cell(l.row as usize), l.row)).collect();
            cells.sort();
            // The first of the longest runs.
            cells.chunk_by(|a, b| a.0 == b.0).rev().max_by_key(|run| run.len()).map(|run| run[0].1)
        }
    }
}
