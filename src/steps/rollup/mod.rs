//! The roll-up: a table of orders or order lines becomes a table of customers. Not a step but what comes before the steps.
//!
//! The result does not depend on the order of the rows: customers come in the order of their ids, and each one's rows are taken by date, then
//! amount.

mod kept;
mod measures;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use kept::Kept;

use crate::engine::{Problem, RollupReport};
use crate::recipe::{Amount, ReturnsTreatment, Rollup, Take};
use crate::table::{Column, ColumnData, DateColumn, MISSING_DAY, NO_ROW, Numbers, Table, free_name};
use measures::Measures;
use std::sync::Arc;

/// One row per customer.
///
/// `as_of` is "today", days since 1970-01-01; None: the newest date of the orders. `kept` is what earlier roll-ups of the same orders left, or nothing.
///
/// # Errors
/// All that is wrong with the parameters: columns that are not there or of the wrong type.
pub fn roll_up(orders: &Table, params: &Rollup, as_of: Option<i32>, kept: &mut Kept) -> Result<(Table, RollupReport), Vec<Problem>> {
    let inputs = Inputs::of(orders, params, kept)?;
    let rows = orders.rows();
    let newest = inputs.dates.days.ends().map(|(_, newest)| newest);
    let Some(as_of) = as_of.or(newest) else { return Err(vec![Problem::NoValues { column: params.date.clone() }]) };

    // Rows of one customer stand together in the sort order of the ids.
    let by_customer = kept.by_customer(inputs.customer);
    let report = RollupReport { rows, without_customer: rows - by_customer.present, ..RollupReport::default() };
    let attributes = vec![Vec::new(); params.attributes.len()];
    let mut rolled =
        Rolled { inputs, params, as_of, report, customers: Vec::new(), measures: Measures::default(), attributes, lines: Vec::new() };
    let mut left = &by_customer.rows[..by_customer.present];
    while !left.is_empty() {
        left = rolled.take_customer(left);
    }
    Ok(rolled.finish())
}

/// Customers so far.
struct Rolled<'a> {
    inputs: Inputs<'a>,
    params: &'a Rollup,
    as_of: i32,
    report: RollupReport,
    /// A row of each.
    customers: Vec<u32>,
    measures: Measures,
    /// Of each attribute, the row that has a customer's.
    attributes: Vec<Vec<u32>>,
    /// Those of one customer.
    lines: Vec<Line>,
}

impl Rolled<'_> {
    /// Takes the rows of the first customer, and gives those of the others. One call for each: a browser compiles a function well only from one call to
    /// the next.
    #[inline(never)]
    fn take_customer<'r>(&mut self, rows: &'r [u32]) -> &'r [u32] {
        let (inputs, first) = (&self.inputs, rows[0] as usize);
        let is_other = |&row: &u32| !inputs.customer.same(first, row as usize);
        let (own, others) = rows.split_at(rows.iter().position(is_other).unwrap_or(rows.len()));
        self.lines.clear();
        self.lines.extend(own.iter().filter_map(|&row| inputs.line(row, self.params)));
        self.report.without_date += own.len() - self.lines.len();
        if self.lines.is_empty() {
            return others;
        }
        // Sums are taken in an order that the rows' own does not touch; numbers of orders have none.
        self.lines.sort_unstable_by(|a, b| {
            (a.day, a.second).cmp(&(b.day, b.second)).then_with(|| a.amount.total_cmp(&b.amount)).then_with(|| a.order.cmp(&b.order))
        });
        self.report.without_amount += self.lines.iter().filter(|l| l.amount.is_nan()).count();
        self.report.returns += self.lines.iter().filter(|l| l.is_return).count();
        self.customers.push(first as u32);
        self.measures.push(&self.lines, inputs.orders.is_none(), self.params, self.as_of);
        for (&(column, take), kept) in inputs.attributes.iter().zip(&mut self.attributes) {
            kept.push(keep(column, take, &self.lines).unwrap_or(NO_ROW));
        }
        others
    }

    fn finish(mut self) -> (Table, RollupReport) {
        self.report.customers = self.customers.len();
        self.report.orders = self.measures.count_orders();
        let customer = self.inputs.customer;
        let mut columns = vec![Arc::new(customer.gather(&self.customers, &customer.name))];
        columns.extend(self.measures.into_columns(self.params, &customer.name));
        for ((column, _), rows) in self.inputs.attributes.iter().zip(&self.attributes) {
            let name = free_name(&column.name, |name| columns.iter().any(|c| c.name == name));
            columns.push(Arc::new(column.gather(rows, name)));
        }
        (Table::new(self.customers.len(), columns), self.report)
    }
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
    orders: Option<Arc<[u32]>>,
    amounts: Vec<f64>,
    returns: Option<Vec<bool>>,
    attributes: Vec<(&'a Column, Take)>,
}

impl<'a> Inputs<'a> {
    fn of(table: &'a Table, params: &Rollup, kept: &mut Kept) -> Result<Inputs<'a>, Vec<Problem>> {
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
        Ok(Inputs { customer, dates, orders: order.and_then(|order| kept.orders(order)), amounts, returns, attributes })
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
