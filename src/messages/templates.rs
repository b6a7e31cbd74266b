//! Names and descriptions of templates, and of the segments that they make.

use super::Lang;
use crate::templates::{Note, Role, Stand, Template};

crate::messages! {
    segments => "Segments", "客户分群";
    everyone_else => "Everyone else", "其他客户";
    vip => "VIP", "VIP 客户";
    key => "Key", "重点客户";
    regular => "Regular", "普通客户";
    prospect => "Prospect", "潜在客户";
    lifecycle => "Lifecycle", "生命周期";
    new_customer => "New", "新客户";
    active => "Active", "活跃客户";
    at_risk => "At risk", "流失风险";
    lapsed => "Lapsed", "已流失";
    never_bought => "Never bought", "未购买";
    about_blank => "An empty set of segments: write your own rules.", "空白分群，自己编写规则。";
    about_scorecard => "Spend, willingness to cooperate, contribution to profit and loyalty add up to a score: VIP, key, regular, prospect.", "消费、合作意愿、利润贡献与忠诚度合成得分：VIP、重点、普通、潜在客户。";
    about_lifecycle => "From prospect to lost: new, loyal, at risk, by each customer’s own rhythm.", "从潜在到流失：按客户自身的购买节奏划分新客户、忠诚与流失风险。";
    name_blank => "Blank rules", "空白规则";
    name_scorecard => "VIP scorecard", "VIP 评分卡";
    criterion_spend => "Spend", "消费";
    criterion_willingness => "Willingness to cooperate", "合作意愿";
    criterion_profit => "Contribution to profit", "利润贡献";
    criterion_loyalty => "Loyalty", "忠诚度";
    role_willingness => "willingness to cooperate", "合作意愿";
    role_profit => "contribution to profit", "利润贡献";
    role_tenure => "time as a customer", "合作时长";
    role_loyalty => "loyalty", "忠诚度";
    name_nine_box => "Nine-box", "九宫格";
    about_nine_box => "Value today by potential, three levels each: stars, core, bets and six more.", "当前价值与潜力各分三级，共九格：明星、核心、培育等。";
    settling => "Settling in", "成长期";
    established => "Established", "稳定期";
    loyal => "Loyal", "忠诚客户";
    lost => "Lost", "已流失";
    unknown_stage => "Unknown", "未知";
    role_average_order => "money per order", "单笔金额";
    role_left => "who has left", "是否流失";
    rolled_up(customer) => "Each row of this file is an order; they were rolled up to one row per “{customer}” first. You can change this under Source.", "此文件每行是一笔订单，已先按“{customer}”汇总为每位客户一行。可在“数据源”中更改。";
    stand_in(part, column, by) => "No column tells the {part}, so the {by} (“{column}”) stands in for it.", "没有表示{part}的列，以{by}（“{column}”）代替。";
    instead(template, role, got) => "“{template}” needs a column for the {role}, and this file has none that looks like it. {got}", "“{template}”需要一列作为{role}，此文件中没有合适的列。{got}";
    got_value_by_tenure => "Value and time as a customer are crossed instead.", "改用价值与合作时长交叉。";
    got_stages_by_tenure => "The stages go by the time as a customer instead.", "改按合作时长划分阶段。";
    got_abc => "The customers are graded A, B and C by value instead.", "改按价值分为 A、B、C 三类。";
    without(role) => "No column tells the {role}, so the template does without it.", "没有可作为{role}的列，模板因此不含此项。";
    name_rfm => "RFM", "RFM 模型";
    about_rfm => "Scores for recency, frequency and money, and ten named segments.", "按最近购买、购买频率和消费金额评分，划分十个分群。";
    name_lifecycle => "Lifecycle", "生命周期";
    abc => "ABC", "ABC 分层";
    about_abc => "A: the customers that make 80 % of the value, B: the next 15 %, C: the rest.", "A 类客户占总价值的 80%，B 类占其后 15%，其余为 C 类。";
    name_abc => "ABC value tiers", "ABC 价值分层";
    about_size_potential => "Large, medium, small by key, potential, ordinary: nine cells.", "大、中、小型与重点、潜力、一般交叉，共九格。";
    name_size_potential => "Size × potential", "规模 × 潜力";
    about_matrix => "Two earlier steps crossed; each cell a group with a name of its own.", "将前面两个步骤交叉，每个单元格自成一组。";
    about_value_per => "What a customer is worth per order (or month), calculated by a formula, and tiers by it.", "用公式计算单均（或月均）消费，并据此分层。";
    name_value_per => "Value per order", "单均消费";
    about_playbook => "Segments, and for each of them service, owner, channel, offer, capacity, budget and expected return.", "划分客户并为各分群制定服务、负责人、渠道、方案、产能、预算与预期回报。";
    name_playbook => "Playbook", "运营方案";
    about_formula => "One calculated column: arithmetic, conditions, text and dates.", "一列计算结果：算术、条件、文本与日期。";
    name_formula => "Formula", "公式";
    name_matrix => "Matrix", "矩阵";
    role_potential => "potential", "潜力";
    role_value => "value", "价值";
    role_orders => "number of orders", "订单数";
    role_first => "first date", "首次日期";
    role_last => "last date", "最近日期";
    role_gap => "days between orders", "订单间隔天数";
    role_recency => "days since the last purchase", "距上次购买天数";
    picked(role, column) => "“{column}” as {role}", "{role}取“{column}”列";
    lacks(template, role) => "“{template}” needs a column for the {role}, and this file has none that looks like it. You can still build it with rules.", "“{template}”需要一列作为{role}，此文件中没有合适的列。您仍可以用规则自行编写。";
}

pub fn name(lang: Lang, template: Template) -> &'static str {
    match template {
        Template::Blank => name_blank(lang),
        Template::Scorecard => name_scorecard(lang),
        Template::Rfm => name_rfm(lang),
        Template::Lifecycle => name_lifecycle(lang),
        Template::Abc => name_abc(lang),
        Template::SizePotential => name_size_potential(lang),
        Template::NineBox => name_nine_box(lang),
        Template::Matrix => name_matrix(lang),
        Template::ValuePer => name_value_per(lang),
        Template::Formula => name_formula(lang),
        Template::Playbook => name_playbook(lang),
    }
}

pub fn about(lang: Lang, template: Template) -> &'static str {
    match template {
        Template::Blank => about_blank(lang),
        Template::Scorecard => about_scorecard(lang),
        Template::Rfm => about_rfm(lang),
        Template::Lifecycle => about_lifecycle(lang),
        Template::Abc => about_abc(lang),
        Template::SizePotential => about_size_potential(lang),
        Template::NineBox => about_nine_box(lang),
        Template::Matrix => about_matrix(lang),
        Template::ValuePer => about_value_per(lang),
        Template::Formula => about_formula(lang),
        Template::Playbook => about_playbook(lang),
    }
}

pub fn role(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Value => role_value(lang),
        Role::Orders => role_orders(lang),
        Role::FirstDate => role_first(lang),
        Role::LastDate => role_last(lang),
        Role::Recency => role_recency(lang),
        Role::Potential => role_potential(lang),
        Role::Gap => role_gap(lang),
        Role::Willingness => role_willingness(lang),
        Role::AverageOrder => role_average_order(lang),
        Role::Left => role_left(lang),
        Role::Profit => role_profit(lang),
        Role::Tenure => role_tenure(lang),
        Role::Loyalty => role_loyalty(lang),
    }
}

/// What a template did otherwise than asked.
pub fn note(lang: Lang, note: &Note) -> String {
    match note {
        Note::RolledUp { customer } => rolled_up(lang, customer),
        Note::Instead { asked, lacks, got } => {
            let got = match got {
                Stand::ValueByTenure => got_value_by_tenure(lang),
                Stand::StagesByTenure => got_stages_by_tenure(lang),
                Stand::Abc => got_abc(lang),
            };
            instead(lang, name(lang, *asked), role(lang, *lacks), got)
        }
        Note::StandIn { part, column, by } => stand_in(lang, role(lang, *part), column, role(lang, *by)),
        Note::Without(what) => without(lang, role(lang, *what)),
    }
}
