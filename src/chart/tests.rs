//! Pictures of awkward data: nothing overlaps, nothing is clipped, bars are as long as their numbers.

use super::*;
use crate::engine::{Distribution, GroupDistribution, GroupSummary, StepDetail, StepSummary};
use crate::recipe::Colour;
use crate::table::ColumnType;

const NAMES: [&str; 12] = [
    "Flight risk",
    "Customers with an exceptionally long name that no column could ever hold in full",
    "高价值且近期有流失风险的长期合约客户群体",
    "العملاء المعرضون لخطر المغادرة في الربع القادم",
    "👨‍👩‍👧 Families 👨‍👩‍👧 with many 🛒🛒🛒🛒🛒🛒🛒🛒🛒🛒🛒🛒",
    "<b>\"Bold\" & 'brave'</b>",
    "Крупные корпоративные клиенты Северо-Запада",
    "",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "Line\nbreak\tand\u{1f}unit",
    "e\u{301}\u{301}\u{301}tude",
    "ﾊﾝｶｸ と 全角 の 混在した名前がここにあります",
];

fn step(n: usize, share: impl Fn(usize) -> f64, value: impl Fn(usize) -> Option<f64>) -> StepSummary {
    let groups = (0..n)
        .map(|i| GroupSummary {
            name: NAMES[i % NAMES.len()].into(),
            colour: Colour::ALL[i % 12],
            count: (share(i) * 10_000.0) as usize,
            share: share(i),
            value: value(i).map(|v| v * 1e6),
            value_share: value(i),
            mean: None,
            measures: Vec::new(),
        })
        .collect();
    StepSummary { name: "Step".into(), groups, overlapping: false, findings: Vec::new(), detail: StepDetail::None }
}

fn distribution(n: usize, column_type: ColumnType, edges: Vec<f64>, count: impl Fn(usize, usize) -> usize) -> Distribution {
    let bins = edges.len().saturating_sub(1);
    let (low, high) = (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(0.0));
    let span = high - low;
    let groups = (0..n)
        .map(|i| GroupDistribution {
            name: NAMES[i % NAMES.len()].into(),
            colour: Colour::ALL[i % 12],
            counts: (0..bins).map(|b| count(i, b)).collect(),
            missing: i,
            summary: (i % 5 != 4).then_some(BoxSummary {
                min: low,
                whisker_low: low + span * 0.05,
                q1: low + span * 0.2,
                median: low + span * 0.3,
                q3: low + span * 0.5,
                whisker_high: low + span * 0.9,
                max: high,
                mean: low + span * 0.35,
                count: 100,
                outliers: 7,
            }),
        })
        .collect();
    Distribution { column: "Monthly charges".into(), column_type, edges, groups }
}

fn options<'a>(width: f64, lang: Lang, title: Option<&'a str>) -> Options<'a> {
    Options { width, lang, palette: Palette::Variables, title }
}

/// Every text lies within the picture and clear of every other; every region lies within the picture.
fn assert_sound(chart: &Chart, what: &str) {
    for (i, a) in chart.labels.iter().enumerate() {
        assert!(
            a.x >= -0.01 && a.x + a.width <= chart.width + 0.01,
            "{what}: {:?} runs out: {} + {} of {}",
            a.text,
            a.x,
            a.width,
            chart.width
        );
        assert!(a.y >= -2.0 && a.y + a.height <= chart.height + 2.0, "{what}: {:?} is clipped at {} of {}", a.text, a.y, chart.height);
        for b in &chart.labels[i + 1..] {
            let apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y + 0.01 || b.y + b.height <= a.y + 0.01;
            assert!(apart, "{what}: {a:?} and {b:?} overlap");
        }
    }
    for r in &chart.regions {
        assert!(r.x >= 0.0 && r.y >= 0.0 && r.x + r.width <= chart.width + 0.11 && r.y + r.height <= chart.height + 0.11, "{what}: {r:?}");
        assert!(r.width >= 0.0 && r.height >= 0.0, "{what}: {r:?}");
    }
    assert!(chart.svg.ends_with("</svg>") && chart.svg.matches('<').count() == chart.svg.matches('>').count(), "{what}");
    assert!(!chart.svg.chars().any(|c| c.is_control()), "{what}");
}

#[test]
fn no_text_overlaps_or_is_cut_off() {
    for width in [200.0, 240.0, 344.0, 720.0] {
        for lang in Lang::ALL {
            for title in [None, Some("A title that is far too long for the picture that it stands over, and then some more of it")] {
                let o = options(width, lang, title);
                for n in [0, 1, 30] {
                    let what = format!("width {width} {lang:?} {n} groups, title {}", title.is_some());
                    assert_sound(&sizes(&step(n, |i| i as f64 / 60.0, |i| Some(0.9 / (i + 1) as f64)), Some("Revenue 收入"), &o), &what);
                    assert_sound(&sizes(&step(n, |_| 0.0, |_| None), None, &o), &what);
                    assert_sound(&sizes(&step(n, |_| 0.3, |i| Some(if i % 2 == 0 { -0.4 } else { 1.4 })), Some("Net"), &o), &what);
                    for (low, high) in
                        [(0.0, 1.0), (18.25, 118.75), (-3e9, 7e9), (0.0, 1e-9), (-1e300, 1e300), (1e15, 1e15 + 8.0), (0.001, 0.0013)]
                    {
                        let edges: Vec<f64> = (0..=30).map(|i| low + (high - low) * f64::from(i) / 30.0).collect();
                        let d = distribution(n, ColumnType::Number, edges, |g, b| (g * 7 + b * b * 5) % 400);
                        assert_sound(&histogram(&d, &o), &format!("{what}, histogram {low}..{high}"));
                        assert_sound(&boxes(&d, &o), &format!("{what}, boxes {low}..{high}"));
                    }
                    for (first, last) in [(0.0, 34_408.21), (-7e6, 1e9), (-512.5, 900.0)] {
                        let bulk = (0..=28).map(|i| f64::from(i) * 900.0 / 28.0);
                        let mut edges: Vec<f64> = std::iter::once(first).chain(bulk).chain([last]).collect();
                        edges.dedup();
                        let d = distribution(n, ColumnType::Number, edges, |g, b| (g * 7 + b * b * 5) % 400);
                        assert_sound(&histogram(&d, &o), &format!("{what}, histogram with tails {first}..{last}"));
                    }
                    for days in [1, 6, 45, 400, 4000, 40_000] {
                        let edges: Vec<f64> = (0..=20).map(|i| 15_000.0 + f64::from(i * days) / 20.0).collect();
                        let d = distribution(n, ColumnType::Date, edges, |_, b| b * 1_000_000);
                        assert_sound(&histogram(&d, &o), &format!("{what}, {days} days"));
                        assert_sound(&boxes(&d, &o), &format!("{what}, {days} days"));
                    }
                }
            }
        }
    }
}

/// Values of an attribute of every `<rect>` painted so.
fn rects(chart: &Chart, paint: &str) -> Vec<[f64; 4]> {
    let attribute =
        |tag: &str, name: &str| -> f64 { tag.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap() };
    chart
        .svg
        .split('<')
        .filter(|tag| tag.starts_with("rect") && tag.contains(&format!("fill=\"{paint}\"")))
        .map(|tag| ["x", "y", "width", "height"].map(|a| attribute(tag, a)))
        .collect()
}

#[test]
fn bars_are_as_long_as_their_shares() {
    let shares = [0.087, 0.148, 0.0, 0.266, 0.0005];
    let chart = sizes(&step(5, |i| shares[i], |i| Some(shares[i] * 1.5)), Some("Revenue"), &options(344.0, Lang::En, None));
    let longest = rects(&chart, "var(--c3)");
    let unit = longest[1][2] / (shares[3] * 1.5);
    for (i, &share) in shares.iter().enumerate() {
        let bars = rects(&chart, &format!("var(--c{i})"));
        if share == 0.0 {
            assert!(bars.is_empty());
            continue;
        }
        assert_eq!(bars.len(), 2);
        for (bar, share) in bars.iter().zip([share, share * 1.5]) {
            assert!((bar[2] - share * unit).abs() <= 1.0, "{} of {}", bar[2], share * unit);
        }
    }
}

#[test]
fn a_negative_share_goes_left_of_zero() {
    let chart = sizes(&step(2, |_| 0.5, |i| Some([-0.5, 1.5][i])), Some("Net"), &options(400.0, Lang::En, None));
    let (first, second) = (rects(&chart, "var(--c0)"), rects(&chart, "var(--c1)"));
    assert!((first[1][0] + first[1][2] - first[0][0]).abs() < 1e-9, "ends where the positive bar begins");
    assert!((first[1][2] * 3.0 - second[1][2]).abs() <= 3.0);
    assert!(chart.labels.iter().any(|l| l.text == "50.0 · -50.0 %"));
}

#[test]
fn stacks_are_as_high_as_their_counts() {
    let counts = [[10, 0, 40], [30, 0, 80]];
    let d = distribution(2, ColumnType::Number, vec![0.0, 1.0, 2.0, 3.0], |g, b| counts[g][b]);
    let chart = histogram(&d, &options(344.0, Lang::En, None));
    let (lower, upper) = (rects(&chart, "var(--c0)"), rects(&chart, "var(--c1)"));
    assert_eq!((lower.len(), upper.len()), (2, 2), "nothing is drawn for no customers");
    let unit = upper[1][3] / 80.0;
    for (bar, n) in [(lower[0], 10.0), (lower[1], 40.0), (upper[0], 30.0)] {
        assert!((bar[3] - n * unit).abs() <= 1.0);
    }
    assert!((upper[0][1] + upper[0][3] - lower[0][1]).abs() < 1e-9, "the second stands on the first");
    // Each bin has a region for each group in it and one for the room above.
    let marks: Vec<_> = chart.regions.iter().map(|r| r.mark).collect();
    assert_eq!(marks.len(), 3 + 1 + 3);
    assert_eq!(marks[1], Mark::Bin { bin: 0, group: Some(1), low: 0.0, high: 1.0, count: 30, total: 40 });
    assert_eq!(marks[3], Mark::Bin { bin: 1, group: None, low: 1.0, high: 2.0, count: 0, total: 0 });
}

#[test]
fn a_legend_names_what_is_drawn() {
    let d = distribution(3, ColumnType::Number, vec![0.0, 1.0, 2.0], |g, b| if g == 1 { 0 } else { b });
    let names: Vec<String> = legend(Lang::En, &d).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, [NAMES[0], NAMES[2]]);
    assert_eq!(legend(Lang::En, &distribution(1, ColumnType::Number, vec![0.0, 1.0], |_, _| 1)), []);
}

#[test]
fn a_single_value_is_one_bar_over_the_whole_width() {
    let d = distribution(1, ColumnType::Number, vec![7.0, 7.0], |_, _| 12);
    let chart = histogram(&d, &options(344.0, Lang::En, None));
    let bars = rects(&chart, "var(--c0)");
    assert!(bars.len() == 1 && bars[0][2] > 2500.0);
    assert!(chart.labels.iter().any(|l| l.text == "7"));
    assert_sound(&boxes(&d, &options(344.0, Lang::En, None)), "boxes of a single value");
}

#[test]
fn a_long_tail_is_one_bar_as_wide_as_the_others() {
    let d = distribution(1, ColumnType::Number, vec![-700.0, 0.0, 10.0, 20.0, 30.0, 40.0, 34_408.21], |_, b| b + 1);
    let chart = histogram(&d, &options(344.0, Lang::En, None));
    let bars = rects(&chart, "var(--c0)");
    assert_eq!(bars.len(), 6);
    // Before a break in the axis a bar leaves more room than a hair.
    for (bar, [x, _, width, _]) in bars.iter().enumerate() {
        let left = bars.get(bar + 1).map_or(0.0, |next| next[0] - x - width);
        assert_eq!(left, [50.0, 10.0, 10.0, 10.0, 50.0, 0.0][bar]);
        assert!((width + left - bars[1][2] - 10.0).abs() <= 11.0, "{bars:?}");
    }
    let texts: Vec<&str> = chart.labels.iter().map(|l| l.text.as_str()).filter(|text| text.len() > 1).collect();
    assert_eq!(texts, ["10", "15", "20", "25", "30", "35", "40", "-700", "34.4k"]);
    let last = chart.regions.last().unwrap();
    assert!(matches!(last.mark, Mark::Bin { bin: 5, low: 40.0, high: 34_408.21, total: 6, .. }));
}

#[test]
fn far_outliers_do_not_squash_the_boxes() {
    let mut d = distribution(2, ColumnType::Number, vec![0.0, 50.0, 100.0], |_, _| 1);
    let near = boxes(&d, &options(400.0, Lang::En, None));
    d.groups[0].summary.as_mut().unwrap().max = 1e7;
    let far = boxes(&d, &options(400.0, Lang::En, None));
    let width = |c: &Chart| rects(c, "var(--c1)")[0][2];
    assert!(width(&far) > width(&near) * 0.8, "{} against {}", width(&far), width(&near));
    assert!(matches!(far.regions[0].mark, Mark::Box { summary: Some(s), .. } if s.max == 1e7), "the number is there all the same");
}

#[test]
fn a_file_stands_alone_and_the_page_uses_variables() {
    let s = step(6, |i| 0.1 * i as f64, |i| Some(0.2 * i as f64));
    let page = sizes(&s, Some("Revenue"), &options(344.0, Lang::En, None));
    assert!(page.svg.contains("var(--c3)") && !page.svg.contains('#') && !page.svg.contains("style="));
    let literal = Palette::literal(|token| if token == "--c3" { "#0072b2".into() } else { "#123456".into() });
    let file = sizes(&s, Some("Revenue"), &Options { width: 640.0, lang: Lang::En, palette: literal, title: Some("Size & value") });
    assert!(file.svg.contains("#0072b2") && !file.svg.contains("var("));
    assert!(file.svg.contains("<title>Size &amp; value</title>") && file.svg.contains("font-family=\"Inter"));
    assert!(file.labels.iter().any(|l| l.text == "Share of Revenue"));
    assert_eq!(
        file,
        sizes(
            &s,
            Some("Revenue"),
            &Options {
                width: 640.0,
                lang: Lang::En,
                palette: Palette::literal(|token| if token == "--c3" { "#0072b2".into() } else { "#123456".into() }),
                title: Some("Size & value"),
            }
        )
    );
}

#[test]
fn a_name_that_was_cut_is_whole_in_its_title_and_never_markup() {
    let chart = sizes(&step(6, |_| 0.1, |_| None), None, &options(344.0, Lang::En, None));
    assert!(chart.svg.contains(&format!("<title>{}</title>", NAMES[1])));
    assert!(!chart.svg.contains("<b>") && chart.svg.contains("&lt;b&gt;"));
}
