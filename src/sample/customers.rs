//! The customers of a wholesaler of café supplies.

use super::newest;
use super::random::Random;
use crate::messages::Lang;
use crate::table::date::format_iso;
use std::fmt::Write;

const CUSTOMERS: usize = 2_000;

type Words = &'static [(&'static str, &'static str)];

const FIRST: Words = &[
    ("Harbour", "海港"),
    ("Juniper", "青杉"),
    ("Copper", "铜釜"),
    ("Willow", "柳岸"),
    ("Ember", "暖炉"),
    ("Lantern", "灯火"),
    ("Orchard", "果园"),
    ("Saffron", "藏红"),
    ("Meadow", "青禾"),
    ("Granite", "岩语"),
    ("Maple", "枫林"),
    ("Cobalt", "钴蓝"),
    ("Barley", "麦香"),
    ("Foxglove", "毛地黄"),
    ("Heron", "白鹭"),
    ("Marigold", "金盏"),
    ("Northgate", "北门"),
    ("Old Mill", "老磨坊"),
    ("Pebble", "卵石"),
    ("Quayside", "码头"),
    ("Rookery", "鸦林"),
    ("Sparrow", "麻雀"),
    ("Tamarind", "罗望"),
    ("Velvet", "丝绒"),
    ("Wren", "鹪鹩"),
    ("Amber", "琥珀"),
    ("Birch", "白桦"),
    ("Clover", "三叶"),
    ("Driftwood", "浮木"),
    ("Elder", "长青"),
    ("Fern", "蕨园"),
    ("Gable", "山墙"),
    ("Hazel", "榛果"),
    ("Ivy", "常春"),
    ("Kestrel", "红隼"),
    ("Linden", "椴树"),
];

const SECOND: Words = &[
    ("& Daughter", "小筑"),
    ("Brothers", "兄弟"),
    ("Corner", "街角"),
    ("Hall", "会馆"),
    ("House", "之家"),
    ("Lane", "巷"),
    ("Row", "里"),
    ("Square", "广场"),
    ("Street", "街"),
    ("Works", "工坊"),
    ("Yard", "院子"),
    ("Garden", "花园"),
    ("Kitchen", "厨房"),
    ("Table", "餐桌"),
    ("Point", "驿站"),
    ("Terrace", "露台"),
];

const INDUSTRIES: Words =
    &[("Café", "咖啡馆"), ("Bakery", "烘焙店"), ("Restaurant", "餐厅"), ("Hotel", "酒店"), ("Office", "企业办公"), ("Retail", "零售")];
const INDUSTRY_WEIGHTS: [f64; 6] = [34.0, 20.0, 18.0, 8.0, 12.0, 8.0];

const SIZES: Words = &[("Micro", "微型"), ("Small", "小型"), ("Medium", "中型"), ("Large", "大型")];
const SIZE_WEIGHTS: [f64; 4] = [52.0, 31.0, 13.0, 4.0];

const CITIES: Words = &[
    ("London", "上海"),
    ("Manchester", "杭州"),
    ("Bristol", "南京"),
    ("Dublin", "广州"),
    ("Cork", "深圳"),
    ("Berlin", "北京"),
    ("Hamburg", "天津"),
    ("Munich", "青岛"),
    ("Paris", "成都"),
    ("Lyon", "重庆"),
    ("Amsterdam", "武汉"),
    ("Utrecht", "长沙"),
];
const COUNTRIES: Words =
    &[("United Kingdom", "华东"), ("Ireland", "华南"), ("Germany", "华北"), ("France", "西南"), ("Netherlands", "华中")];
const COUNTRY_OF_CITY: [usize; 12] = [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4];
const CITY_WEIGHTS: [f64; 12] = [20.0, 9.0, 6.0, 8.0, 4.0, 13.0, 7.0, 8.0, 11.0, 4.0, 7.0, 3.0];

/// The customers' sample: 2,000 rows with a header, LF line ends, no cell that needs quotes.
pub fn customers_csv(lang: Lang) -> String {
    let word = |words: Words, i: usize| match lang {
        Lang::En => words[i].0,
        Lang::Zh => words[i].1,
    };
    let mut out = String::with_capacity(260_000);
    out.push_str(match lang {
        Lang::En => {
            "customer_id,name,industry,company_size,city,country,signup_date,last_order_date,orders,revenue,satisfaction,email_opt_in,potential\n"
        }
        Lang::Zh => "客户编号,客户名称,行业,企业规模,城市,大区,注册日期,最近下单日期,订单数,累计消费金额,满意度,接收邮件,年度采购潜力\n",
    });
    let mut random = Random::new(0x5eed_0001);
    for i in 0..CUSTOMERS {
        let industry = random.weighted(&INDUSTRY_WEIGHTS);
        let size = random.weighted(&SIZE_WEIGHTS);
        let city = random.weighted(&CITY_WEIGHTS);
        let (first, second) = (random.below(FIRST.len()), random.below(SECOND.len()));
        let name = match lang {
            Lang::En => format!("{} {}", word(FIRST, first), word(SECOND, second)),
            Lang::Zh => format!("{}{}", word(FIRST, first), word(SECOND, second)),
        };

        // Four and a half years of growth; a customer orders at its own pace until it quietly stops.
        let age = 1_640.0 * random.unit().powf(1.35) + 4.0;
        let per_year = random.log_normal([3.0, 5.0, 8.0, 13.0][size], 0.75);
        let active = random.waiting(900.0).min(age);
        let mut orders = 0u32;
        let mut last = 0.0;
        let mut day = random.waiting(25.0);
        if !random.chance(0.07) {
            while day <= active || (orders == 0 && day <= age) {
                orders += 1;
                last = day;
                day += random.waiting(365.0 / per_year).max(1.0);
            }
        }
        let basket = random.log_normal([85.0, 190.0, 520.0, 1_500.0][size], 0.55);
        let cents: u64 = (0..orders).map(|_| (basket * random.between(0.5, 1.5) * 100.0) as u64).sum();
        let signup = newest() - age as i32;
        let lapsed = orders > 0 && age - last > 3.0 * 365.0 / per_year;
        let mood = 7.6 + 1.5 * random.normal() - if lapsed { 1.8 } else { 0.0 };
        let satisfaction = (!random.chance(0.2)).then_some((mood as i32).clamp(1, 10));
        let per_year_value = basket * per_year;
        let potential = (per_year_value * random.between(0.7, 3.2) / 100.0) as u64 * 100 + 100;
        let potential = (!random.chance(0.08)).then_some(potential);
        let opted_in = random.chance(0.62);
        let city_known = !random.chance(0.012);

        let last_date = if orders == 0 { String::new() } else { format_iso((signup + last as i32).min(newest())) };
        let yes = match (lang, opted_in) {
            (Lang::En, true) => "Yes",
            (Lang::En, false) => "No",
            (Lang::Zh, true) => "是",
            (Lang::Zh, false) => "否",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "C{:05},{name},{},{},{},{},{},{last_date},{orders},{}.{:02},{},{yes},{}",
            i + 1,
            word(INDUSTRIES, industry),
            word(SIZES, size),
            if city_known { word(CITIES, city) } else { "" },
            word(COUNTRIES, COUNTRY_OF_CITY[city]),
            format_iso(signup),
            cents / 100,
            cents % 100,
            satisfaction.map_or_else(String::new, |s| s.to_string()),
            potential.map_or_else(String::new, |p| p.to_string()),
        );
    }
    out
}
