//! The orders of a web shop: two years, in order of time, returns and cancellations among them.

use super::newest;
use super::random::Random;
use crate::messages::Lang;
use crate::table::date::format_iso;
use crate::table::sort_seldom;
use std::fmt::Write;

const CUSTOMERS: usize = 1_500;
/// Days that the shop's export covers.
const DAYS: f64 = 730.0;

const CATEGORIES: [(&str, &str); 6] =
    [("Coffee", "咖啡"), ("Tea", "茶叶"), ("Equipment", "器具"), ("Cups & glasses", "杯具"), ("Gifts", "礼品"), ("Subscriptions", "订阅")];
const CATEGORY_WEIGHTS: [f64; 6] = [38.0, 17.0, 12.0, 13.0, 9.0, 11.0];
/// Median price of one piece.
const PRICES: [f64; 6] = [14.0, 9.0, 68.0, 12.0, 29.0, 24.0];

const CHANNELS: [(&str, &str); 4] = [("Web", "官网"), ("App", "小程序"), ("Shop", "门店"), ("Phone", "电话")];

#[derive(Clone, Copy)]
enum Status {
    Completed,
    Returned,
    Cancelled,
}

struct Order {
    day: i32,
    customer: usize,
    category: usize,
    quantity: i64,
    cents: i64,
    channel: usize,
    status: Status,
}

fn generate() -> Vec<Order> {
    let mut random = Random::new(0x5eed_0002);
    let mut orders = Vec::with_capacity(13_000);
    let first_day = newest() - DAYS as i32 + 1;
    for customer in 0..CUSTOMERS {
        let joined = DAYS * random.unit().powf(0.9) * 0.97;
        let gap = random.log_normal(46.0, 0.85).max(4.0);
        let leaves = joined + random.waiting(460.0);
        let spender = random.log_normal(1.0, 0.5);
        let favourite = random.weighted(&CATEGORY_WEIGHTS);
        let channel = random.weighted(&[48.0, 27.0, 19.0, 6.0]);
        let mut day = joined;
        let mut any = false;
        while day < DAYS && (!any || day < leaves) {
            any = true;
            let category = if random.chance(0.6) { favourite } else { random.weighted(&CATEGORY_WEIGHTS) };
            let quantity = 1 + (random.waiting(1.1) * spender) as i64;
            let cents = (random.log_normal(PRICES[category] * spender.sqrt(), 0.3) * 20.0) as i64 * 5 + 45;
            let channel = if random.chance(0.8) { channel } else { random.below(CHANNELS.len()) };
            let cancelled = random.chance(0.03);
            let status = if cancelled { Status::Cancelled } else { Status::Completed };
            let at = first_day + day as i32;
            orders.push(Order { day: at, customer, category, quantity, cents, channel, status });
            let back = at + 3 + random.below(18) as i32;
            if random.chance(0.045) && !cancelled && back <= newest() {
                let quantity = -(1 + random.below(quantity as usize) as i64);
                orders.push(Order { day: back, customer, category, quantity, cents, channel, status: Status::Returned });
            }
            day += random.waiting(gap).max(1.0);
        }
    }
    sort_seldom(&mut orders, |a, b| (a.day, a.customer).cmp(&(b.day, b.customer)));
    orders
}

/// The orders' sample: about 12,000 rows of 1,500 customers with a header, LF line ends, no cell that needs quotes. A return is a row of its
/// own with a negative quantity; a cancelled order keeps its amount.
pub fn orders_csv(lang: Lang) -> String {
    let word = |words: (&'static str, &'static str)| match lang {
        Lang::En => words.0,
        Lang::Zh => words.1,
    };
    let orders = generate();
    let mut out = String::with_capacity(orders.len() * 80);
    out.push_str(match lang {
        Lang::En => "order_id,customer_id,order_date,category,quantity,unit_price,amount,channel,status\n",
        Lang::Zh => "订单编号,客户编号,下单日期,品类,数量,单价,订单金额,渠道,状态\n",
    });
    for (i, order) in orders.iter().enumerate() {
        let amount = order.quantity * order.cents;
        let sign = if amount < 0 { "-" } else { "" };
        let status = match order.status {
            Status::Completed => ("Completed", "已完成"),
            Status::Returned => ("Returned", "已退货"),
            Status::Cancelled => ("Cancelled", "已取消"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "O{:06},K{:04},{},{},{},{}.{:02},{sign}{}.{:02},{},{}",
            i + 100_001,
            // Numbers in no order that the data shows.
            (order.customer * 7_919) % 9_973 + 1,
            format_iso(order.day),
            word(CATEGORIES[order.category]),
            order.quantity,
            order.cents / 100,
            order.cents % 100,
            amount.abs() / 100,
            amount.abs() % 100,
            word(CHANNELS[order.channel]),
            word(status),
        );
    }
    out
}
