//! Labels of the editor of a lifecycle step, and the names of its stages.

crate::messages! {
    editor => "Lifecycle", "生命周期";
    step => "Lifecycle", "生命周期";
    orders_column => "Number of orders", "订单数";
    last_column => "Last order: date, or days since", "最近下单：日期或距今天数";
    first_column => "First order", "首次下单";
    gap_column => "Days between orders", "订单间隔天数";
    none => "None", "无";
    limits => "Limits", "界限";
    new_days => "New for", "新客户期限";
    new_days_title => "A customer is new while its first order is at most so many days ago", "首次下单距今不超过这些天的客户为新客户";
    new_days_effect(count) => "{count} new", "新客户 {count} 位";
    loyal_orders => "Loyal from", "忠诚客户起点";
    loyal_orders_title => "A customer that orders in time is loyal from so many orders on", "按时下单且订单数达到此数的客户为忠诚客户";
    loyal_orders_effect(loyal, repeat) => "{loyal} loyal, {repeat} repeat", "忠诚 {loyal} 位，复购 {repeat} 位";
    overdue_factor => "Overdue after", "逾期倍数";
    overdue_factor_title => "Overdue: silent for longer than so many times the customer’s own gap between orders", "沉默时间超过其自身订单间隔的这些倍即为逾期";
    overdue_factor_effect(overdue) => "{overdue} overdue", "逾期 {overdue} 位";
    own_gap_orders => "Own gap from", "自身间隔起点";
    own_gap_orders_title => "From so many orders on a customer is judged by its own gap, before that by everybody’s", "订单数达到此数后按客户自身间隔判断，之前按全体间隔判断";
    own_gap_orders_effect(own, population) => "{own} by their own gap, {population} by everybody’s", "{own} 位按自身间隔，{population} 位按全体间隔";
    quantile => "Everybody’s gap at", "全体间隔分位";
    quantile_title => "Those with too few orders are overdue after the gap that so many percent of all gaps do not exceed",
        "订单太少的客户，沉默时间超过全体间隔的该百分位即为逾期";
    quantile_effect(days, count) => "{days} days, for {count}", "{days} 天，适用于 {count} 位";
    quantile_none => "no gap is known", "没有已知的间隔";
    lost_factor => "Lost after", "流失倍数";
    lost_factor_title => "Lost: silent for longer than so many times the days after which the customer was overdue", "沉默时间超过逾期天数的这些倍即为流失";
    lost_factor_effect(lost, at_risk) => "{lost} lost, {at_risk} at risk", "流失 {lost} 位，风险 {at_risk} 位";
    unit_days => "days", "天";
    unit_orders => "orders", "单";
    unit_gaps => "× own gap", "× 自身间隔";
    unit_percent => "% of gaps", "% 间隔";
    unit_overdue => "× overdue", "× 逾期天数";
    stages => "Stages", "阶段";
    stage => "Stage", "阶段";
    stage_name(n) => "Name of stage {n}", "第 {n} 个阶段的名称";
    show_customers(name) => "Show the customers of {name}", "查看“{name}”的客户";
    about_prospect => "no order yet", "尚未下单";
    about_new => "first order recently", "近期首次下单";
    about_one_time => "one order, not overdue", "一单，未逾期";
    about_repeat => "several orders, not overdue", "多单，未逾期";
    about_loyal => "many orders, not overdue", "订单多，未逾期";
    about_at_risk => "overdue", "已逾期";
    about_lost => "long overdue", "长期逾期";
    adds_note => "The step also adds a yes/no column that warns of churn and the days overdue.", "此步骤还会增加流失预警（是/否）和逾期天数两列。";
    prospect => "Prospect", "潜在客户";
    new => "New", "新客户";
    one_time => "One-time", "一次性客户";
    repeat => "Repeat", "复购客户";
    loyal => "Loyal", "忠诚客户";
    at_risk => "At risk", "流失风险";
    lost => "Lost", "已流失";
}
