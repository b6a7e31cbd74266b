//! Starting texts of plays: what is usually done for segments of the names that the templates give, to be changed by whoever knows better.

use super::{Lang, lifecycle as ml, rfm as mr, templates as mt, tiers as mtiers};
use crate::recipe::{Period, Play};

/// A usual play: service level, owner, channel and offer in English and Chinese; contacts, their period, whether they are automated, cost of a
/// contact, response in percent, uplift in percent of the mean value: one order more, which is less of the whole the more orders there were.
struct Usual {
    texts: [(&'static str, &'static str); 4],
    contacts: (f64, Period),
    automated: bool,
    numbers: [f64; 3],
}

const fn usual(texts: [(&'static str, &'static str); 4], contacts: (f64, Period), automated: bool, numbers: [f64; 3]) -> Usual {
    Usual { texts, contacts, automated, numbers }
}

const PHONE: (&str, &str) = ("Phone", "电话");
const EMAIL: (&str, &str) = ("Email", "邮件");
const MANAGER: (&str, &str) = ("Account manager", "客户经理");
const SALES: (&str, &str) = ("Sales", "销售团队");
const SERVICE: (&str, &str) = ("Customer service", "客服团队");
const MARKETING: (&str, &str) = ("Marketing", "市场团队");
const PREMIUM: (&str, &str) = ("Premium", "尊享服务");
const PRIORITY: (&str, &str) = ("Priority", "优先服务");
const STANDARD: (&str, &str) = ("Standard", "标准服务");
const BASIC: (&str, &str) = ("Basic", "基础服务");

const VIP: Usual = usual(
    [PREMIUM, MANAGER, ("Phone and visits", "电话与拜访"), ("Personal terms, first access to what is new", "专属条件，新品优先")],
    (1.0, Period::Month),
    false,
    [5.0, 15.0, 8.0],
);
const CHAMPIONS: Usual = usual(
    [PREMIUM, MANAGER, PHONE, ("Early access; ask for a recommendation", "新品优先体验，邀请推荐好友")],
    (1.0, Period::Month),
    false,
    [3.0, 15.0, 8.0],
);
const KEY: Usual = usual(
    [PRIORITY, MANAGER, PHONE, ("Bundles that raise the next order", "组合优惠，提升下一单")],
    (1.0, Period::Month),
    false,
    [3.0, 12.0, 8.0],
);
const LOYAL: Usual = usual(
    [PRIORITY, SALES, ("Phone and email", "电话与邮件"), ("Points and thanks; a larger size or range", "积分与答谢，推荐更高规格")],
    (1.0, Period::Quarter),
    false,
    [2.0, 12.0, 10.0],
);
const POTENTIAL: Usual = usual(
    [STANDARD, MARKETING, EMAIL, ("Membership; what goes with the last order", "会员权益，搭配上一单推荐")],
    (2.0, Period::Month),
    true,
    [0.05, 4.0, 15.0],
);
const NEW: Usual = usual(
    [STANDARD, SERVICE, ("Email series", "系列邮件"), ("Welcome, first steps, second-order voucher", "欢迎与使用引导，第二单优惠券")],
    (3.0, Period::Month),
    true,
    [0.05, 5.0, 20.0],
);
const PROMISING: Usual =
    usual([STANDARD, MARKETING, EMAIL, ("Small samples, best sellers", "试用装与畅销品")], (2.0, Period::Month), true, [0.05, 4.0, 20.0]);
const ATTENTION: Usual = usual(
    [STANDARD, MARKETING, ("Email and text message", "邮件与短信"), ("Offer for a limited time, by past orders", "按历史订单推送限时优惠")],
    (2.0, Period::Month),
    true,
    [0.1, 4.0, 15.0],
);
const SLEEPY: Usual = usual(
    [STANDARD, MARKETING, ("Email and text message", "邮件与短信"), ("Reminder, what others buy again", "提醒回购，热门复购品")],
    (2.0, Period::Month),
    true,
    [0.1, 3.0, 20.0],
);
const CANT_LOSE: Usual = usual(
    [PREMIUM, MANAGER, PHONE, ("Personal call; find out why; win back", "专人致电，了解原因，挽回")],
    (1.0, Period::Month),
    false,
    [5.0, 10.0, 10.0],
);
const AT_RISK: Usual = usual(
    [PRIORITY, SERVICE, ("Phone and email", "电话与邮件"), ("Renewal offer; settle what went wrong", "续购优惠，解决遗留问题")],
    (1.0, Period::Quarter),
    false,
    [2.0, 8.0, 15.0],
);
const HIBERNATING: Usual =
    usual([BASIC, MARKETING, EMAIL, ("Clearance and seasonal offers", "清仓与季节优惠")], (1.0, Period::Month), true, [0.05, 1.0, 20.0]);
const LOST: Usual = usual(
    [BASIC, MARKETING, EMAIL, ("One last offer, then leave in peace", "最后一次优惠，之后不再打扰")],
    (1.0, Period::Quarter),
    true,
    [0.05, 1.0, 20.0],
);
const PROSPECT: Usual = usual(
    [BASIC, SALES, EMAIL, ("Introduction, trial, first-order voucher", "产品介绍、试用与首单优惠")],
    (2.0, Period::Month),
    true,
    [0.05, 2.0, 25.0],
);
const ONE_TIME: Usual =
    usual([STANDARD, MARKETING, EMAIL, ("Second-order voucher", "第二单优惠券")], (2.0, Period::Month), true, [0.05, 3.0, 20.0]);
const REGULAR: Usual = usual(
    [STANDARD, SALES, EMAIL, ("Seasonal range, what goes together", "当季商品与搭配推荐")],
    (2.0, Period::Month),
    true,
    [0.05, 4.0, 10.0],
);
const SMALL: Usual =
    usual([BASIC, MARKETING, EMAIL, ("Newsletter, self-service", "资讯邮件与自助服务")], (1.0, Period::Month), true, [0.05, 2.0, 20.0]);

/// What is planned for a segment of any other name.
const OTHER: Usual = usual([BASIC, MARKETING, EMAIL, ("Newsletter", "资讯邮件")], (1.0, Period::Month), true, [0.05, 2.0, 20.0]);

type Name = fn(Lang) -> &'static str;

/// Names that the templates give, and the play of each.
const NAMED: [(Name, &Usual); 31] = [
    (mr::champions, &CHAMPIONS),
    (mr::loyal, &LOYAL),
    (mr::potential, &POTENTIAL),
    (mr::new, &NEW),
    (mr::promising, &PROMISING),
    (mr::attention, &ATTENTION),
    (mr::sleepy, &SLEEPY),
    (mr::cant_lose, &CANT_LOSE),
    (mr::at_risk, &AT_RISK),
    (mr::hibernating, &HIBERNATING),
    (mr::lost, &LOST),
    (mt::vip, &VIP),
    (mt::key, &KEY),
    (mt::regular, &REGULAR),
    (mt::prospect, &PROSPECT),
    (mt::new_customer, &NEW),
    (mt::active, &REGULAR),
    (mt::lapsed, &LOST),
    (mt::never_bought, &PROSPECT),
    (ml::prospect, &PROSPECT),
    (ml::new, &NEW),
    (ml::one_time, &ONE_TIME),
    (ml::repeat, &REGULAR),
    (ml::loyal, &LOYAL),
    (ml::at_risk, &AT_RISK),
    (ml::lost, &LOST),
    (mtiers::top, &KEY),
    (mtiers::next, &REGULAR),
    (mtiers::rest, &SMALL),
    (|_| "S", &VIP),
    (|_| "A", &KEY),
];
/// Names that are the same in every language or stand in other programs.
const PLAIN: [(&str, &Usual); 16] = [
    ("vip", &VIP),
    ("b", &REGULAR),
    ("c", &SMALL),
    ("gold", &VIP),
    ("silver", &KEY),
    ("bronze", &REGULAR),
    ("loyal customers", &LOYAL),
    ("potential loyalists", &POTENTIAL),
    ("new customers", &NEW),
    ("needs attention", &ATTENTION),
    ("can't lose", &CANT_LOSE),
    ("can't lose them", &CANT_LOSE),
    ("large", &KEY),
    ("medium", &REGULAR),
    ("small", &SMALL),
    ("churned", &LOST),
];

/// The play that a segment of that name, in either language, is started with.
pub fn starting_play(lang: Lang, segment: &str) -> Play {
    let wanted = segment.trim().to_lowercase();
    let is = |name: &str| name.to_lowercase() == wanted;
    let named = NAMED.iter().find(|(name, _)| Lang::ALL.iter().any(|&lang| is(name(lang)))).map(|(_, usual)| *usual);
    let usual = named.or_else(|| PLAIN.iter().find(|(name, _)| is(name)).map(|(_, usual)| *usual)).unwrap_or(&OTHER);
    let [service, owner, channel, offer] = usual.texts.map(|(en, zh)| if lang == Lang::Zh { zh } else { en }.to_owned());
    let ((contacts, per), [cost, response, uplift]) = (usual.contacts, usual.numbers);
    Play { segment: segment.to_owned(), service, owner, channel, offer, contacts, per, automated: usual.automated, cost, response, uplift }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_templates_have_plays_of_their_own_in_both_languages() {
        for lang in Lang::ALL {
            let other = starting_play(lang, "nobody’s name").offer;
            for (name, _) in NAMED {
                for named_in in Lang::ALL {
                    let play = starting_play(lang, name(named_in));
                    assert_ne!(play.offer, other, "{}", name(named_in));
                    assert!(play.contacts > 0.0 && play.response > 0.0 && !play.owner.is_empty());
                }
            }
        }
        assert_eq!(starting_play(Lang::Zh, " Champions ").channel, "电话");
        assert_eq!(starting_play(Lang::En, "冠军客户").channel, "Phone");
    }
}
