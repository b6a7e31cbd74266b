//! The ways in which a whole column can be read, and which of them a cell allows.

use super::dates::{read_compact, read_date};
use super::number::{OtherSign, Strictness, read_number};
use super::{DateOrder, Decimal};
use crate::table::ColumnType;
use serde::{Deserialize, Serialize};

/// One way to read every cell of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Boolean,
    /// Dates of eight digits.
    Compact,
    Date(DateOrder),
    Number(Decimal),
    Text,
}

impl Kind {
    /// Every kind but text, the preferred first: the order decides where several read every cell of a column. Day first before month first
    /// and point before comma are conventions; the report calls such columns ambiguous.
    pub const PREFERENCE: [Kind; 6] = [
        Kind::Boolean,
        Kind::Compact,
        Kind::Date(DateOrder::DayFirst),
        Kind::Date(DateOrder::MonthFirst),
        Kind::Number(Decimal::Point),
        Kind::Number(Decimal::Comma),
    ];

    pub fn column_type(self) -> ColumnType {
        match self {
            Kind::Boolean => ColumnType::Boolean,
            Kind::Compact | Kind::Date(_) => ColumnType::Date,
            Kind::Number(_) => ColumnType::Number,
            Kind::Text => ColumnType::Text,
        }
    }
}

/// A set of kinds, and what was seen beside. Text is always in it and takes no bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds(u8);

impl Kinds {
    pub const NONE: Kinds = Kinds(0);
    pub const ALL: Kinds = Kinds(0x3f);

    pub fn of(kind: Kind) -> Kinds {
        Kinds(match kind {
            Kind::Boolean => 1,
            Kind::Compact => 2,
            Kind::Date(DateOrder::DayFirst) => 4,
            Kind::Date(DateOrder::MonthFirst) => 8,
            Kind::Number(Decimal::Point) => 16,
            Kind::Number(Decimal::Comma) => 32,
            Kind::Text => 0,
        })
    }

    pub fn bits(self) -> u8 {
        self.0
    }

    pub fn of_bits(bits: u8) -> Kinds {
        Kinds(bits & Kinds::ALL.0)
    }

    /// The kinds of a type.
    pub fn of_type(column_type: ColumnType) -> Kinds {
        Kinds(match column_type {
            ColumnType::Boolean => 1,
            ColumnType::Date => 2 | 4 | 8,
            ColumnType::Number => 16 | 32,
            ColumnType::Text => 0,
        })
    }

    pub fn with(self, kind: Kind) -> Kinds {
        Kinds(self.0 | Kinds::of(kind).0)
    }

    pub fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 & other.0)
    }

    pub fn without(self, kind: Kind) -> Kinds {
        Kinds(self.0 & !Kinds::of(kind).0)
    }

    pub fn has(self, kind: Kind) -> bool {
        kind == Kind::Text || self.0 & Kinds::of(kind).0 != 0
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The preferred one; text when there is no other.
    pub fn best(self) -> Kind {
        Kind::PREFERENCE.into_iter().find(|&k| self.has(k)).unwrap_or(Kind::Text)
    }
}

/// The kinds that a trimmed cell, not missing, allows under the rules of inference.
pub fn kinds_of(cell: &[u8]) -> Kinds {
    let mut kinds = Kinds::NONE;
    if let Some(read) = read_number(cell, Decimal::Point, Strictness::Inferring) {
        kinds = kinds.with(Kind::Number(Decimal::Point));
        if read.other != OtherSign::Unreadable {
            kinds = kinds.with(Kind::Number(Decimal::Comma));
        }
    } else if read_number(cell, Decimal::Comma, Strictness::Inferring).is_some() {
        kinds = kinds.with(Kind::Number(Decimal::Comma));
    }
    if read_compact(cell).is_some() {
        kinds = kinds.with(Kind::Compact);
    } else if kinds.is_none() {
        if let Some(read) = read_date(cell) {
            if read.day_first.is_some() {
                kinds = kinds.with(Kind::Date(DateOrder::DayFirst));
            }
            if read.month_first.is_some() {
                kinds = kinds.with(Kind::Date(DateOrder::MonthFirst));
            }
        } else if read_boolean(cell, Strictness::Inferring).is_some() {
            kinds = kinds.with(Kind::Boolean);
        }
    }
    kinds
}

/// Yes or no in any case: yes/no, true/false, y/n, t/f, 是/否; when asked for, 1/0 too.
#[inline]
pub fn read_boolean(cell: &[u8], strictness: Strictness) -> Option<bool> {
    let mut lower = [0u8; 5];
    let lower = lower.get_mut(..cell.len())?;
    lower.copy_from_slice(cell);
    lower.make_ascii_lowercase();
    match &*lower {
        b"yes" | b"true" | b"y" | b"t" => Some(true),
        b"no" | b"false" | b"n" | b"f" => Some(false),
        b"1" if strictness == Strictness::Asked => Some(true),
        b"0" if strictness == Strictness::Asked => Some(false),
        other if other == "是".as_bytes() => Some(true),
        other if other == "否".as_bytes() => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_allows_its_kinds() {
        let best = |s: &str| kinds_of(s.as_bytes()).best();
        assert_eq!(best("Yes"), Kind::Boolean);
        assert_eq!(best("是"), Kind::Boolean);
        assert_eq!(best("0"), Kind::Number(Decimal::Point));
        assert_eq!(best("1,5"), Kind::Number(Decimal::Comma));
        assert_eq!(best("20240105"), Kind::Compact);
        assert!(kinds_of(b"20240105").has(Kind::Number(Decimal::Comma)));
        assert_eq!(best("20241305"), Kind::Number(Decimal::Point));
        assert_eq!(best("13/01/2024"), Kind::Date(DateOrder::DayFirst));
        assert_eq!(best("01/13/2024"), Kind::Date(DateOrder::MonthFirst));
        assert_eq!(best("hello"), Kind::Text);
        assert_eq!(best("007"), Kind::Text);
    }
}
