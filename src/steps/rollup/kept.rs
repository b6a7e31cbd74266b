//! What of the orders no parameter touches but the name of a column: it is worked out once, and an edit of the roll-up goes on from there.

use crate::table::{Codes, Column, ColumnData, Numbers, Order, each_repeat};
use hashbrown::HashMap;
use std::sync::Arc;

/// Of one table of orders.
#[derive(Debug, Default)]
pub struct Kept {
    by_customer: Option<(String, Arc<Order>)>,
    orders: Option<(String, Option<Arc<[u32]>>)>,
}

impl Kept {
    /// The rows by their customer.
    pub(super) fn by_customer(&mut self, customer: &Column) -> Arc<Order> {
        kept(&mut self.by_customer, customer, |customer| Arc::new(Order::of(customer)))
    }

    /// Per row, the same number for the same order; None: every row is one.
    pub(super) fn orders(&mut self, order: &Column) -> Option<Arc<[u32]>> {
        kept(&mut self.orders, order, |order| numbers(order).map(Arc::from))
    }
}

/// What is known of the column of that name, or else is found of it.
fn kept<T: Clone>(known: &mut Option<(String, T)>, column: &Column, find: impl Fn(&Column) -> T) -> T {
    known.take_if(|(name, _)| *name != column.name);
    known.get_or_insert_with(|| (column.name.clone(), find(column))).1.clone()
}

/// A number per row, the same for rows of the same value and in no order; every missing cell is a value of its own. None: all of them differ.
fn numbers(column: &Column) -> Option<Vec<u32>> {
    let rows = column.len();
    match &column.data {
        ColumnData::Text(text) if matches!(text.codes, Codes::Identity) => {
            let mut first: Option<Vec<u32>> = None;
            each_repeat(&text.values, &mut |found, row| {
                if !text.is_missing(row) {
                    first.get_or_insert_with(|| (0..rows as u32).collect())[row] = found as u32;
                }
            });
            first
        }
        ColumnData::Text(text) => {
            let mut next = text.values.len() as u32;
            let empty = (0..text.values.len()).position(|entry| text.values.raw(entry).is_empty());
            let number = |row| match text.code(row) {
                code if Some(code) == empty => {
                    next += 1;
                    next - 1
                }
                code => code as u32,
            };
            Some((0..rows).map(number).collect())
        }
        ColumnData::Number(Numbers::Long(long)) if column.missing().count() == 0 => {
            Some(long.digits.iter().map(|&digits| digits as u32).collect())
        }
        _ => {
            let mut next = 0;
            let mut new = || {
                next += 1;
                next - 1
            };
            let mut of_key: HashMap<u64, u32> = HashMap::new();
            let number = |row| match column.sort_key(row) {
                Some(key) => *of_key.entry(key).or_insert_with(&mut new),
                None => new(),
            };
            Some((0..rows).map(number).collect())
        }
    }
}
