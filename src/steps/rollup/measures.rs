//! What a customer's rows come to: the columns of the result. Which rows are whose is told by who calls.

use super::Line;
use crate::recipe::{ReturnsTreatment, Rollup};
use crate::table::{Column, ColumnData, DateColumn, MISSING_DAY, Numbers, Sum, quantile};
use std::sync::Arc;

/// The columns of the result, a value per customer; NaN is missing.
#[derive(Default)]
pub struct Measures {
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
    of_customer: OfCustomer,
}

/// What is worked out for one customer, in memory that the next one's uses again.
#[derive(Default)]
struct OfCustomer {
    /// Lines by their order, then as they come.
    by_order: Vec<(u32, u32)>,
    orders: Vec<Order>,
    days: Vec<i32>,
    gaps: Vec<i32>,
    returned: Vec<u32>,
}

/// An order: when it began, and what it came to.
struct Order {
    number: u32,
    day: i32,
    sum: Sum,
}

impl Order {
    fn of(line: &Line) -> Order {
        let mut order = Order { number: line.order, day: line.day, sum: Sum::default() };
        order.add(line);
        order
    }

    fn add(&mut self, line: &Line) {
        self.day = self.day.min(line.day);
        self.sum.add(if line.amount.is_nan() { 0.0 } else { line.amount });
    }
}

impl OfCustomer {
    /// Puts the orders together of the lines that count as such. Where every line is an order, they come by date.
    fn put_together(&mut self, lines: &[Line], lines_are_orders: bool, is_order: impl Fn(&Line) -> bool) {
        self.orders.clear();
        if lines_are_orders {
            self.orders.extend(lines.iter().filter(|line| is_order(line)).map(Order::of));
            return;
        }
        self.by_order.clear();
        let numbered = (0..).zip(lines).filter(|(_, line)| is_order(line)).map(|(at, line)| (line.order, at));
        self.by_order.extend(numbered);
        self.by_order.sort_unstable();
        for &(number, at) in &self.by_order {
            let line = &lines[at as usize];
            match self.orders.last_mut() {
                Some(order) if order.number == number => order.add(line),
                _ => self.orders.push(Order::of(line)),
            }
        }
    }

    /// The days of the orders and the days between them, both ascending, each day once; the first day and the last.
    fn look_at_days(&mut self) -> Option<(i32, i32)> {
        self.days.clear();
        self.days.extend(self.orders.iter().map(|order| order.day));
        if !self.days.is_sorted() {
            self.days.sort_unstable();
        }
        self.days.dedup();
        self.gaps.clear();
        self.gaps.extend(self.days.windows(2).map(|pair| pair[1] - pair[0]));
        self.gaps.sort_unstable();
        self.days.first().copied().zip(self.days.last().copied())
    }

    /// How many orders have a line that is a return.
    fn count_returned(&mut self, lines: &[Line], lines_are_orders: bool) -> usize {
        self.returned.clear();
        self.returned.extend(lines.iter().filter(|line| line.is_return).map(|line| line.order));
        if !lines_are_orders {
            self.returned.sort_unstable();
            self.returned.dedup();
        }
        self.returned.len()
    }
}

impl Measures {
    /// Adds a customer, whose lines come by date. `lines_are_orders`: no two of them are of the same order.
    #[inline(never)]
    pub fn push(&mut self, lines: &[Line], lines_are_orders: bool, params: &Rollup, as_of: i32) {
        let treat = params.returns.treat;
        let counts = |l: &&Line| treat != ReturnsTreatment::Drop || !l.is_return;
        let window = params.window_days.min(i32::MAX as u32) as i32;
        let (recent, earlier) = (as_of.saturating_sub(window), as_of.saturating_sub(window.saturating_mul(2)));

        let of_customer = &mut self.of_customer;
        of_customer.put_together(lines, lines_are_orders, |l| treat == ReturnsTreatment::Keep || !l.is_return);
        let days = of_customer.look_at_days();
        let returned = of_customer.count_returned(lines, lines_are_orders);
        let OfCustomer { orders, gaps, .. } = &*of_customer;

        let money_between = |from: i32, to: i32| {
            let mut sum = Sum::default();
            lines.iter().filter(counts).filter(|l| l.day > from && l.day <= to && !l.amount.is_nan()).for_each(|l| sum.add(l.amount));
            sum.value()
        };
        let orders_between = |from: i32, to: i32| orders.iter().filter(|order| order.day > from && order.day <= to).count() as f64;
        let monetary = money_between(i32::MIN, i32::MAX);
        let since = |day: Option<i32>| day.map_or(f64::NAN, |day| f64::from(as_of) - f64::from(day));
        let (first, last) = days.unzip();
        self.recency.push(since(last));
        self.orders.push(orders.len() as f64);
        self.monetary.push(monetary);
        self.first.push(first.unwrap_or(MISSING_DAY));
        self.last.push(last.unwrap_or(MISSING_DAY));
        self.tenure.push(since(first));
        self.average.push(if orders.is_empty() { f64::NAN } else { monetary / orders.len() as f64 });
        let all_gaps = days.map_or(0.0, |(first, last)| f64::from(last) - f64::from(first));
        self.mean_gap.push(if gaps.is_empty() { f64::NAN } else { all_gaps / gaps.len() as f64 });
        self.median_gap.push(quantile(gaps.len(), 0.5, |i| f64::from(gaps[i])).unwrap_or(f64::NAN));
        self.largest.push(orders.iter().map(|order| order.sum.value()).fold(f64::NAN, f64::max));
        self.returns.push(returned as f64);
        self.recent_orders.push(orders_between(recent, as_of));
        self.recent_money.push(money_between(recent, as_of));
        self.earlier_orders.push(orders_between(earlier, recent));
        self.earlier_money.push(money_between(earlier, recent));
    }

    /// How many orders there are.
    pub fn count_orders(&self) -> usize {
        self.orders.iter().sum::<f64>() as usize
    }

    /// The columns, for customers whose ids are in a column of that name.
    pub fn into_columns(self, params: &Rollup, customer: &str) -> Vec<Arc<Column>> {
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
