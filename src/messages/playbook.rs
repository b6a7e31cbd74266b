//! Words of playbooks: the editor, and the plan as a page of its own.

use super::Lang;
use crate::recipe::Period;

crate::messages! {
    editor => "Playbook", "运营方案";
    step => "Playbook", "运营方案";
    segments_of => "Segments of", "分群来源";
    choose_step => "Choose a step", "选择步骤";
    no_steps => "A playbook plans for the segments of an earlier step. Add a step that sorts customers into groups first.", "运营方案面向前面步骤的分群，请先添加划分客户的步骤。";
    people => "People", "人数";
    people_title => "People who make the contacts that are not sent by machine", "负责非自动触达的人数";
    per_person => "Contacts per person and month", "每人每月触达数";
    uplift_in => "Uplift in", "增益单位";
    uplift_percent => "% of mean value", "平均价值的百分比";
    uplift_money => "Money", "金额";
    uplift_percent_title => "What a response brings, in percent of the segment’s mean value", "每次响应带来的增益，按该分群平均价值的百分比计";
    uplift_money_title => "What a response brings, in money", "每次响应带来的金额";
    starting_texts => "Starting texts", "填入参考方案";
    starting_texts_title => "Replace every play by what is usual for segments of these names (can be undone)", "按分群名称用参考方案替换全部内容（可撤销）";
    save_plan => "Save the plan", "保存方案";
    save_plan_title => "A page to print, as an HTML file", "可打印的一页方案（HTML 文件）";
    saved(name) => "{name} is saved. Open it to print.", "{name} 已保存，打开即可打印。";
    save_failed => "The browser did not let the plan be saved.", "浏览器不允许保存方案。";
    plan_file(name) => "{name} - plan.html", "{name} - 方案.html";
    per_month => "per month", "每月";
    contacts => "Contacts", "触达次数";
    contacts_per_month => "Contacts per month", "每月触达";
    people_needed => "People needed", "所需人数";
    budget => "Budget", "预算";
    revenue => "Expected return", "预期回报";
    net => "Net", "净收益";
    customers => "Customers", "客户数";
    responses => "Responses", "响应数";
    of_capacity(used, capacity) => "{used} of {capacity} by people", "人工 {used}，上限 {capacity}";
    by_people(used) => "{used} by people", "人工 {used}";
    of_people(needed, there) => "{needed} of {there}", "{needed}（现有 {there}）";
    segment => "Segment", "分群";
    service => "Service level", "服务等级";
    owner => "Owner", "负责人";
    channel => "Channel", "渠道";
    offer => "Offer", "方案内容";
    cadence => "Cadence", "频次";
    cost => "Cost per contact", "单次成本";
    response => "Response", "响应率";
    response_title => "Of a hundred contacts, how many are answered with a purchase", "每百次触达中带来购买的次数";
    uplift => "Uplift", "增益";
    automated => "Sent by machine", "自动触达";
    automated_title => "The contacts take nobody’s time", "此类触达不占用人力";
    by_hand => "by people", "人工";
    by_machine => "by machine", "自动";
    field_of(what, name) => "{what}: {name}", "{name}：{what}";
    period_of(name) => "Period of the contacts: {name}", "{name}：触达周期";
    times => "×", "次";
    no_play => "No play", "未安排";
    plan_it(name) => "Plan for {name}", "为 {name} 安排方案";
    take_out(name) => "Take {name} out of the plan", "将 {name} 移出方案";
    over_capacity => "Over capacity", "超出产能";
    over_title => "The people are used up before all of this segment is reached", "人力在覆盖完此分群之前已用尽";
    row_facts(contacts, budget, revenue) => "{contacts} contacts · budget {budget} · return {revenue}", "触达 {contacts} · 预算 {budget} · 回报 {revenue}";
    row_net(net) => "net {net}", "净 {net}";
    row_people(people) => "{people} people", "{people} 人";
    chart => "Budget against expected return, per month", "每月预算与预期回报";
    chart_row(segment, budget, revenue) => "{segment}: budget {budget}, return {revenue}", "{segment}：预算 {budget}，回报 {revenue}";
    adds_note => "The step adds service level, owner, channel, contacts per month and offer of each customer as columns, for the export.", "此步骤为每位客户增加服务等级、负责人、渠道、每月触达和方案内容等列，供导出使用。";
    total => "Total", "合计";
    week => "week", "周";
    month => "month", "月";
    quarter => "quarter", "季度";
    year => "year", "年";
    cadence_text(times, period) => "{times} per {period}", "每{period} {times} 次";
    plan_of(name) => "Plan for {name}", "{name}运营方案";
    plan_lead(step, customers, day) => "Segments of {step}: {customers} customers, as of {day}. All amounts are per month.", "分群来源：{step}，共 {customers} 位客户，截至 {day}。金额均按月计。";
    plan_lead_undated(step, customers) => "Segments of {step}: {customers} customers. All amounts are per month.", "分群来源：{step}，共 {customers} 位客户。金额均按月计。";
    plan_foot => "Contacts = customers × cadence. Budget = contacts × cost. Return = contacts × response × uplift. Net = return − budget.", "触达 = 客户数 × 频次；预算 = 触达 × 单次成本；回报 = 触达 × 响应率 × 增益；净收益 = 回报 − 预算。";
    plan_fits(contacts, capacity) => "{contacts} contacts by people, of {capacity} that the team can make.", "人工触达 {contacts} 次，团队产能 {capacity} 次。";
    plan_exceeds(contacts, capacity, people) => "{contacts} contacts by people, and the team can make {capacity}: {people} people are needed.", "人工触达 {contacts} 次，超出团队产能 {capacity} 次：需要 {people} 人。";
    plan_people(people) => "{people} people are needed for the contacts that are not sent by machine.", "非自动触达需要 {people} 人。";
    capacity_row => "over capacity", "超出产能";
    words(step) => "What is planned for each segment of {step}, per month:", "针对“{step}”各分群的每月方案：";
    words_line(segment, service, owner, channel, offer) => "{segment}: {service}, {owner}, {channel}. {offer}", "{segment}：{service}，{owner}，{channel}。{offer}";
    step_line(contacts, budget, revenue) => "{contacts} contacts · {budget} → {revenue}", "触达 {contacts} · {budget} → {revenue}";
    explain_none(segment) => "Nothing is planned for “{segment}”", "未给“{segment}”安排方案";
    no_playbook => "The workbook has no playbook that could be planned, so there is no plan to write.", "工作簿中没有可用的运营方案，无法生成方案。";
}

/// The span that contacts are counted in.
pub fn period(lang: Lang, period: Period) -> &'static str {
    match period {
        Period::Week => week(lang),
        Period::Month => month(lang),
        Period::Quarter => quarter(lang),
        Period::Year => year(lang),
    }
}
