//! Which column plays which part, by its name and by what is in it.

use crate::engine::ColumnProfile;
use crate::table::ColumnType;

/// A part that a column plays in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Money, or whatever a customer's worth is counted in.
    Value,
    /// Number of orders.
    Orders,
    /// Date of the first purchase, or of joining.
    FirstDate,
    /// Date of the last purchase or activity.
    LastDate,
    /// Days since the last purchase.
    Recency,
    /// What a customer could be worth, or could buy.
    Potential,
    /// Typical days between a customer's purchases.
    Gap,
    /// How willing the customer is to work together: satisfied, responding, bound by contract.
    Willingness,
    /// Money per order.
    AverageOrder,
    /// Whether it has left.
    Left,
    /// What it adds to the profit.
    Profit,
    /// How long it has been a customer, as a number.
    Tenure,
    /// How faithful it is: by orders, by tenure, by its first date. Played by columns of those roles.
    Loyalty,
}

impl Role {
    /// Whether a column of that type, with so many different values, can play it.
    fn is_for(self, column: &ColumnProfile) -> bool {
        match (self, column.column_type) {
            (Role::FirstDate | Role::LastDate, kind) => kind == ColumnType::Date,
            (Role::Left, kind) => kind == ColumnType::Boolean,
            (Role::Willingness, ColumnType::Boolean | ColumnType::Number) => true,
            // Every value is to have points of its own.
            (Role::Willingness, ColumnType::Text) => (2..=10).contains(&column.distinct),
            (_, kind) => kind == ColumnType::Number,
        }
    }

    /// Names, best first. Those in Latin letters are words that stand side by side in the heading; others are parts of it.
    fn names(self) -> &'static [&'static str] {
        match self {
            Role::Value => &[
                "monetary",
                "lifetime value",
                "ltv",
                "clv",
                "total spend",
                "total spent",
                "total revenue",
                "total sales",
                "total charges",
                "total amount",
                "revenue",
                "spend",
                "spent",
                "turnover",
                "sales",
                "amount",
                "gmv",
                "charges",
                "payment",
                "value",
                "income",
                "balance",
                "premium",
                "price",
                "累计消费",
                "消费总额",
                "消费金额",
                "总金额",
                "成交额",
                "成交金额",
                "交易金额",
                "订单金额",
                "销售额",
                "营收",
                "收入",
                "金额",
                "消费",
                "余额",
                "保费",
            ],
            Role::Orders => &[
                "order count",
                "orders",
                "frequency",
                "purchases",
                "transactions",
                "number of orders",
                "订单数",
                "购买次数",
                "消费次数",
                "下单次数",
                "交易次数",
                "频次",
            ],
            Role::FirstDate => &[
                "first order",
                "first purchase",
                "first",
                "signup",
                "sign up",
                "joined",
                "join",
                "registered",
                "registration",
                "enrolled",
                "customer since",
                "since",
                "created",
                "首次购买",
                "首单",
                "首次",
                "注册",
                "入会",
                "开户",
                "加入",
            ],
            Role::LastDate => &[
                "last order",
                "most recent",
                "last purchase",
                "last transaction",
                "latest order",
                "last visit",
                "last seen",
                "last active",
                "last activity",
                "last",
                "latest",
                "order date",
                "purchase date",
                "最近购买",
                "最近消费",
                "最近下单",
                "最近一次",
                "最后购买",
                "最后消费",
                "最后下单",
                "末次",
                "最近",
                "最后",
                "上次",
                "购买日期",
                "下单时间",
                "订单日期",
            ],
            Role::Potential => &["potential", "wallet", "headroom", "opportunity", "budget", "capacity", "潜力", "潜在", "预算", "需求量"],
            Role::Gap => &[
                "median gap",
                "mean gap",
                "average gap",
                "gap",
                "days between orders",
                "days between purchases",
                "interpurchase",
                "购买间隔",
                "下单间隔",
                "订单间隔",
                "购买周期",
            ],
            Role::Willingness => &[
                "willingness",
                "cooperation",
                "satisfaction",
                "satisfaction score",
                "nps",
                "engagement",
                "response rate",
                "contract",
                "opt in",
                "subscribed",
                "consent",
                "合作意愿",
                "配合度",
                "意愿",
                "满意度",
                "参与度",
                "活跃度",
                "合同",
                "接收邮件",
                "订阅",
            ],
            Role::AverageOrder => {
                &["average order value", "average order", "aov", "average basket", "basket value", "客单价", "平均订单金额", "笔单价"]
            }
            Role::Left => &["churn", "churned", "has left", "left", "cancelled", "canceled", "attrition", "流失", "已流失", "退网", "退订"],
            Role::Profit => &[
                "contribution margin",
                "contribution to profit",
                "gross margin",
                "gross profit",
                "net profit",
                "profit",
                "margin",
                "contribution",
                "mrr",
                "arr",
                "monthly charges",
                "monthly fee",
                "monthly revenue",
                "毛利",
                "净利",
                "利润",
                "贡献",
                "月费",
                "月租",
            ],
            Role::Tenure => &[
                "tenure",
                "tenure months",
                "months as customer",
                "customer age",
                "membership months",
                "在网时长",
                "在网月数",
                "合作年限",
                "客龄",
                "会龄",
            ],
            Role::Loyalty => &[],
            Role::Recency => &[
                "recency",
                "days since last order",
                "days since last purchase",
                "days since last",
                "days since",
                "距今天数",
                "未购买天数",
                "未消费天数",
                "间隔天数",
            ],
        }
    }

    /// Words that say a column is something else.
    fn not(self) -> &'static [&'static str] {
        match self {
            Role::Value => &[
                "id", "rate", "ratio", "percent", "pct", "count", "score", "age", "year", "rank", "days", "次数", "率", "占比", "编号",
                "天数", "得分", "积分", "年龄",
            ],
            Role::Orders => &["id", "amount", "value", "average", "avg", "编号", "金额"],
            Role::FirstDate => &["birth", "last", "生日", "出生", "最近", "最后"],
            Role::LastDate => &["birth", "first", "生日", "出生", "首次"],
            Role::Recency | Role::Gap | Role::Tenure | Role::Loyalty | Role::AverageOrder => &["id", "编号"],
            Role::Left => &["risk", "score", "风险"],
            Role::Willingness => &["id", "date", "编号", "日期"],
            Role::Profit => &["id", "rate", "ratio", "percent", "pct", "count", "rank", "率", "占比", "编号", "排名"],
            Role::Potential => &["id", "count", "rank", "编号", "排名"],
        }
    }
}

impl Role {
    /// Whether the heading says that the column plays the role.
    pub fn is_named(self, heading: &str) -> bool {
        name_rank(self, heading).is_some()
    }
}

/// Whether a heading has a name: Latin words side by side, or a part of any other script.
pub fn heading_has(heading: &str, name: &str) -> bool {
    if name.is_ascii() { format!(" {} ", words(heading)).contains(&format!(" {name} ")) } else { heading.contains(name) }
}

/// The column that plays the role best; None where none can. `rows` is the number of rows of the table.
pub fn find(role: Role, columns: &[ColumnProfile], rows: usize) -> Option<&ColumnProfile> {
    let fits = |c: &&ColumnProfile| role.is_for(c) && c.missing < rows;
    let by_name = columns.iter().filter(fits).filter_map(|c| name_rank(role, &c.name).map(|rank| (rank, c)));
    let best = by_name.min_by_key(|(rank, _)| *rank).map(|(_, c)| c);
    if best.is_some() || role != Role::Value {
        return best;
    }
    columns.iter().filter(fits).filter(|c| looks_like_money(c, rows)).max_by(|a, b| sum(a).total_cmp(&sum(b)))
}

/// Place of the first name of the role that the heading has.
fn name_rank(role: Role, heading: &str) -> Option<usize> {
    let words = words(heading);
    let has = |name: &str| {
        if name.is_ascii() { format!(" {words} ").contains(&format!(" {name} ")) } else { heading.contains(name) }
    };
    if role.not().iter().any(|name| has(name)) {
        return None;
    }
    role.names().iter().position(|name| has(name))
}

/// The heading in small letters with one blank between words: `TotalCharges`, `total_charges` and `Total charges ($)` are alike.
fn words(heading: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in heading.chars() {
        let starts = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if starts && !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        }
        before = c;
    }
    out.trim_end().to_string()
}

fn sum(column: &ColumnProfile) -> f64 {
    column.numbers.map_or(0.0, |n| n.sum)
}

/// Amounts are spread, never all different whole numbers (those are keys), not negative in sum, and have a long tail of large ones.
fn looks_like_money(column: &ColumnProfile, rows: usize) -> bool {
    let Some(n) = column.numbers else { return false };
    let present = rows - column.missing.min(rows);
    let key = column.distinct == present && n.min.fract() == 0.0 && n.max.fract() == 0.0 && n.median.fract() == 0.0;
    let words = words(&column.name);
    let named_otherwise =
        Role::Value.not().iter().any(|not| if not.is_ascii() { words.split(' ').any(|w| w == *not) } else { column.name.contains(not) });
    !key && !named_otherwise && column.distinct > 20 && n.sum > 0.0 && n.mean > n.median * 1.05
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::engine::NumberProfile;

    fn column(name: &str, column_type: ColumnType) -> ColumnProfile {
        ColumnProfile {
            name: name.into(),
            column_type,
            missing: 0,
            distinct: 500,
            numbers: None,
            dates: None,
            top: Vec::new(),
            histogram: None,
        }
    }

    pub fn text(name: &str) -> ColumnProfile {
        column(name, ColumnType::Text)
    }

    pub fn date(name: &str) -> ColumnProfile {
        column(name, ColumnType::Date)
    }

    pub fn number(name: &str, mean: f64, median: f64) -> ColumnProfile {
        let numbers = NumberProfile { min: 0.0, max: mean * 9.0 + 0.5, mean, median, sum: mean * 1000.0 };
        ColumnProfile { numbers: Some(numbers), ..column(name, ColumnType::Number) }
    }

    fn value(columns: &[ColumnProfile]) -> Option<&str> {
        find(Role::Value, columns, 1000).map(|c| c.name.as_str())
    }

    #[test]
    fn headings_are_compared_by_words() {
        assert_eq!(words("TotalCharges"), "total charges");
        assert_eq!(words("total_charges ($)"), "total charges");
        assert_eq!(words("LTV"), "ltv");
    }

    #[test]
    fn the_value_is_found_by_name_first() {
        assert_eq!(value(&[number("MonthlyCharges", 60.0, 70.0), number("TotalCharges", 2283.0, 1397.0)]), Some("TotalCharges"));
        assert_eq!(value(&[number("visits", 9.0, 2.0), number("消费金额", 90.0, 80.0)]), Some("消费金额"));
        assert_eq!(value(&[number("value_score", 50.0, 50.0), number("age", 41.0, 40.0)]), None);
        assert_eq!(value(&[text("revenue")]), None);
    }

    #[test]
    fn without_a_name_the_long_tail_tells() {
        assert_eq!(value(&[number("x1", 10.0, 10.0), number("x2", 90.0, 30.0)]), Some("x2"));
    }

    #[test]
    fn a_key_is_no_value() {
        let mut key = number("kundennr", 900.0, 300.0);
        key.distinct = 1000;
        key.numbers = Some(NumberProfile { min: 1.0, max: 9000.0, mean: 900.0, median: 300.0, sum: 9e5 });
        assert_eq!(value(&[key]), None);
    }
}
