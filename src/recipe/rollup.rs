//! Parameters of the roll-up: orders or order lines become one row per customer.

use serde::{Deserialize, Serialize};

/// Which columns of an order file say what, and what to make of returns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rollup {
    /// Who ordered.
    pub customer: String,
    /// When: a date column.
    pub date: String,
    /// Which order a line belongs to. None: every row is an order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    pub amount: Amount,
    #[serde(default)]
    pub returns: Returns,
    /// Days of the window of recent orders; the window before it is as long.
    #[serde(default = "window_days")]
    pub window_days: u32,
    /// Columns of the orders that the customers keep.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
}

fn window_days() -> u32 {
    90
}

impl Rollup {
    /// Calls `visit` with the name of every column of the orders that it uses.
    pub fn each_column(&mut self, visit: &mut dyn FnMut(&mut String)) {
        visit(&mut self.customer);
        visit(&mut self.date);
        match &mut self.amount {
            Amount::Column { column } => visit(column),
            Amount::Product { quantity, price } => [quantity, price].into_iter().for_each(&mut *visit),
        }
        [&mut self.order, &mut self.returns.status_column].into_iter().flatten().for_each(&mut *visit);
        self.attributes.iter_mut().for_each(|a| visit(&mut a.column));
    }
}

/// What a row is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Amount {
    Column { column: String },
    Product { quantity: String, price: String },
}

/// Cancellations and returns: how they are told, and what becomes of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Returns {
    pub treat: ReturnsTreatment,
    /// A negative amount is a return.
    pub negative: bool,
    /// An order id that begins so is a return (without regard to case).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_prefix: Option<String>,
    /// A column that says so with one of `status`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_column: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<String>,
}

impl Default for Returns {
    fn default() -> Self {
        Returns { treat: ReturnsTreatment::Net, negative: true, order_prefix: None, status_column: None, status: Vec::new() }
    }
}

/// What becomes of a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReturnsTreatment {
    /// It counts as an order like any other.
    Keep,
    /// A negative amount is taken off the customer's money; a positive one that prefix or status marks came to nothing. It is no order.
    #[default]
    Net,
    /// It counts for nothing but the number of returns.
    Drop,
}

/// A column of the orders as an attribute of the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub column: String,
    #[serde(default)]
    pub take: Take,
}

/// Which of a customer's values to keep. Empty cells are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// Of the earliest order.
    First,
    /// Of the latest order.
    #[default]
    Last,
    /// The most frequent one; of equally frequent ones the first in sort order.
    MostFrequent,
}
