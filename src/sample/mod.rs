//! Two made-up data sets to try things on: the customers of a wholesaler of café supplies, and the orders of a web shop. Written by a seeded
//! generator, the same numbers in each language; nobody in them exists.

mod customers;
mod orders;
mod random;

pub use customers::customers_csv;
pub use orders::orders_csv;

use crate::table::date::days_from_civil;

/// The newest day that occurs in the samples, days since 1970-01-01: 30 June 2025.
fn newest() -> i32 {
    days_from_civil(2025, 6, 30)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Lang;
    use std::collections::HashMap;

    fn rows(csv: &str) -> Vec<Vec<&str>> {
        csv.lines().map(|line| line.split(',').collect()).collect()
    }

    /// Share of the total that the largest fifth has.
    fn top_fifth(mut values: Vec<f64>) -> f64 {
        values.sort_by(|a, b| b.total_cmp(a));
        values[..values.len() / 5].iter().sum::<f64>() / values.iter().sum::<f64>()
    }

    #[test]
    fn customers_are_believable() {
        let csv = customers_csv(Lang::En);
        let rows = rows(&csv);
        assert_eq!(rows.len(), 2001);
        assert!(rows.iter().all(|r| r.len() == 13));
        let column = |name: &str| rows[0].iter().position(|&h| h == name).unwrap();
        let (orders, revenue, last, signup) = (column("orders"), column("revenue"), column("last_order_date"), column("signup_date"));
        let revenues = rows[1..].iter().map(|r| r[revenue].parse::<f64>().unwrap()).collect::<Vec<_>>();
        let top = top_fifth(revenues);
        assert!((0.6..0.9).contains(&top), "{top}");
        for row in &rows[1..] {
            assert_eq!(row[orders] == "0", row[last].is_empty(), "{row:?}");
            assert!(row[last].is_empty() || row[last] >= row[signup], "{row:?}");
            assert!(row[last] <= "2025-06-30");
        }
        let prospects = rows[1..].iter().filter(|r| r[orders] == "0").count();
        assert!((60..300).contains(&prospects), "{prospects}");
        let recent = rows[1..].iter().filter(|r| r[last] >= "2025-04-01").count();
        assert!((400..1300).contains(&recent), "{recent}");
        for name in ["satisfaction", "potential", "city"] {
            let missing = rows[1..].iter().filter(|r| r[column(name)].is_empty()).count();
            assert!((5..600).contains(&missing), "{name}: {missing}");
        }
    }

    #[test]
    fn orders_are_believable() {
        let csv = orders_csv(Lang::En);
        let rows = rows(&csv);
        assert!((11_000..13_500).contains(&rows.len()), "{}", rows.len());
        assert!(rows.iter().all(|r| r.len() == 9));
        let mut spent: HashMap<&str, f64> = HashMap::new();
        for row in &rows[1..] {
            let amount: f64 = row[6].parse().unwrap();
            let (quantity, price): (f64, f64) = (row[4].parse().unwrap(), row[5].parse().unwrap());
            assert!((quantity * price - amount).abs() < 0.005, "{row:?}");
            assert_eq!(row[8] == "Returned", amount < 0.0, "{row:?}");
            *spent.entry(row[1]).or_default() += amount;
        }
        assert_eq!(spent.len(), 1500);
        assert!(rows[1..].is_sorted_by(|a, b| a[2] <= b[2]));
        let top = top_fifth(spent.into_values().collect());
        assert!((0.5..0.85).contains(&top), "{top}");
        for status in ["Returned", "Cancelled"] {
            let count = rows.iter().filter(|r| r[8] == status).count();
            assert!((150..900).contains(&count), "{status}: {count}");
        }
    }

    #[test]
    fn every_language_has_the_same_numbers_and_every_call_the_same_text() {
        for make in [customers_csv, orders_csv] {
            let (en, zh) = (make(Lang::En), make(Lang::Zh));
            assert_eq!(en, make(Lang::En));
            assert_eq!(en.lines().count(), zh.lines().count());
            for (a, b) in en.lines().zip(zh.lines()).skip(1) {
                let (a, b): (Vec<_>, Vec<_>) = (a.split(',').collect(), b.split(',').collect());
                assert_eq!(a.len(), b.len());
                for (x, y) in a.iter().zip(&b) {
                    assert!(x == y || x.parse::<f64>().is_err(), "{x} {y}");
                    assert_eq!(x.is_empty(), y.is_empty());
                }
            }
        }
        assert!(orders_csv(Lang::Zh).starts_with("订单编号,客户编号,"));
    }
}
