//! How fast columns are built, searched, ranked and summed, a million rows each. Everything is checked against its slow reference before it is
//! timed.

#[path = "support/random.rs"]
mod random;

use divan::{Bencher, black_box};
use random::Random;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use stratify::table::{
    Bitmap, Codes, Column, ColumnData, GroupSums, Moves, Numbers, Order, PackedTexts, Ranking, Scale, StringArena, TextColumn, TextValues,
    fold, format_number, quantile,
};

const ROWS: usize = 1_000_000;
const GROUPS: usize = 7;

fn main() {
    check();
    divan::main();
}

struct Columns {
    /// Cents, skewed as money is; some missing.
    money: Numbers,
    /// Different everywhere, with no few decimal places.
    ratio: Numbers,
    orders: Numbers,
    ids: TextColumn,
    notes: TextColumn,
    /// The notes, packed.
    packed: TextColumn,
    cities: Vec<&'static str>,
    codes: Vec<u16>,
    /// The codes after an edit that moves every two-hundredth row.
    edited: Vec<u16>,
}

static COLUMNS: LazyLock<Columns> = LazyLock::new(|| {
    let mut random = Random(11);
    let cities = ["Berlin", "Paris", "北京", "Lisboa", "Oslo", "Wien", "Roma", "Praha", ""];
    let words = ["called", "about", "the", "delivery", "asked", "for", "refund", "likes", "new", "catalog", "prefers", "phone"];
    let (mut ids, mut notes) = (StringArena::new(), StringArena::new());
    let mut note = String::new();
    for row in 0..ROWS {
        ids.push(&format!("C{:08X}", (row as u32 + 1).wrapping_mul(2_654_435_761)));
        note.clear();
        (0..random.below(9)).for_each(|_| note.extend([words[random.below(12) as usize], " "]));
        notes.push(note.trim());
    }
    let codes: Vec<u16> = (0..ROWS).map(|_| random.below(GROUPS as u64) as u16).collect();
    let edited = codes.iter().enumerate().map(|(row, &code)| if row % 200 == 0 { (code + 1) % GROUPS as u16 } else { code }).collect();
    let money = |random: &mut Random| {
        let scale = random.below(4) as u32 + 1;
        if random.below(50) == 0 { f64::NAN } else { random.below(100 * 10u64.pow(scale)) as f64 / 100.0 }
    };
    Columns {
        money: Numbers::packed((0..ROWS).map(|_| money(&mut random)).collect()),
        ratio: Numbers::packed((0..ROWS).map(|_| random.below(1 << 53) as f64 / (1u64 << 53) as f64).collect()),
        orders: Numbers::packed((0..ROWS).map(|_| random.below(60) as f64).collect()),
        ids: TextColumn { values: ids.into(), codes: Codes::Identity },
        packed: TextColumn { values: packed(&notes), codes: Codes::Identity },
        notes: TextColumn { values: notes.into(), codes: Codes::Identity },
        cities: (0..ROWS).map(|_| cities[random.below(9) as usize]).collect(),
        codes,
        edited,
    }
});

fn numbers(name: &str) -> &'static Numbers {
    match name {
        "money" => &COLUMNS.money,
        "ratio" => &COLUMNS.ratio,
        _ => &COLUMNS.orders,
    }
}

/// The texts, packed by symbols of some of them.
fn packed(texts: &StringArena) -> TextValues {
    TextValues::Packed(PackedTexts::by_symbols(texts, 0.6, texts.len()).expect("words are worth it").0)
}

fn text(name: &str) -> &'static TextColumn {
    match name {
        "ids" => &COLUMNS.ids,
        "notes" => &COLUMNS.notes,
        _ => &COLUMNS.packed,
    }
}

fn ranking(values: &Numbers) -> Ranking {
    let range = values.range();
    Ranking::new(values, &range, Scale::new(values, &range))
}

fn scale(values: &Numbers) -> Option<Scale> {
    Scale::new(values, &values.range())
}

fn ascending(values: &Numbers) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().filter(|x| !x.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The slow references.
fn check() {
    let cities: TextColumn = COLUMNS.cities.iter().copied().collect();
    assert!(COLUMNS.cities.iter().enumerate().all(|(row, city)| cities.get(row) == *city));
    for name in ["money", "ratio", "orders"] {
        let values = numbers(name);
        let (sorted, ranking, order) =
            (ascending(values), ranking(values), Order::of(&Column::new(name, ColumnData::Number(values.clone()))));
        let n = sorted.len();
        assert_eq!((ranking.present(), order.present), (n, n));
        assert!(order.rows.iter().zip(&sorted).all(|(&row, x)| values.get(row as usize) == *x), "{name}");
        let rows: Vec<(f64, u32)> = order.rows[..n].iter().map(|&row| (values.get(row as usize), row)).collect();
        assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0 || pair[0].1 < pair[1].1), "equal values keep the order of their rows");
        for (slice, (from, to)) in
            ranking.slices(values, &[200_000, 500_000]).into_iter().zip([(0, 200_000), (200_000, 500_000), (500_000, n)])
        {
            let plain: f64 = sorted[n - to..n - from].iter().sum();
            assert_eq!(slice.0, to - from);
            assert!((slice.1 - plain).abs() <= 1e-9 * plain.abs(), "{name}");
        }
        assert_eq!(ranking.from_top(values, n / 3), sorted[n - 1 - n / 3]);
        assert_eq!(quantile(n, 0.5, |i| sorted[i]), Some((sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0));
    }
    let decimal = COLUMNS.money.decimal().unwrap();
    let mut out = Vec::new();
    for row in (0..ROWS).filter(|&row| !COLUMNS.money.get(row).is_nan()).take(50_000) {
        decimal.write(COLUMNS.money.digits(row, &decimal).unwrap(), &mut out);
        assert_eq!(out, format_number(COLUMNS.money.get(row)).into_bytes());
    }
    for name in ["ids", "notes", "packed"] {
        let column = text(name);
        assert!(name != "packed" || (0..ROWS).all(|row| column.get(row) == COLUMNS.notes.get(row)));
        let mut rows: Vec<u32> = (0..ROWS as u32).filter(|&row| !column.get(row as usize).is_empty()).collect();
        rows.sort_by_cached_key(|&row| (fold(&column.get(row as usize)), column.get(row as usize), row));
        let order = Order::of(&Column::new(name, ColumnData::Text(column.clone())));
        assert!(order.present == rows.len() && order.rows[..rows.len()] == rows, "{name}");
        for wanted in ["c9e3", "refund", "e"] {
            assert_eq!(column.containing(wanted, false), Bitmap::from_fn(ROWS, |row| fold(&column.get(row)).contains(wanted)));
        }
    }
    // Amounts in cents add up exactly as whole numbers, also after an edit.
    let mut cents: BTreeMap<u16, i64> = BTreeMap::new();
    for (&code, x) in COLUMNS.edited.iter().zip(COLUMNS.money.iter()).filter(|(_, x)| !x.is_nan()) {
        *cents.entry(code).or_default() += (x * 100.0).round() as i64;
    }
    let mut sums = GroupSums::new(&COLUMNS.codes, GROUPS, &COLUMNS.money, scale(&COLUMNS.money));
    assert!(sums.follow(&Moves::between(&COLUMNS.codes, &COLUMNS.edited).unwrap(), &COLUMNS.money));
    for (code, total) in sums.totals().into_iter().enumerate() {
        assert_eq!((total.sum * 100.0).round() as i64, cents[&(code as u16)]);
    }
}

#[divan::bench]
fn dictionary_of_a_few_values(bencher: Bencher) {
    bencher.bench_local(|| COLUMNS.cities.iter().copied().collect::<TextColumn>());
}

#[divan::bench]
fn dictionary_of_nearly_unique_values(bencher: Bencher) {
    let ids = &COLUMNS.ids;
    bencher.bench_local(|| ids.values.plain().iter().collect::<TextColumn>());
}

#[divan::bench(args = ["ids", "notes"])]
fn texts_packed(bencher: Bencher, name: &str) {
    let texts = text(name).values.plain();
    if name == "ids" {
        let by_place = || PackedTexts::by_place(black_box(&texts), 0.6, ROWS).expect("digits are worth it").0;
        assert!(by_place().unpack_all().iter().eq(texts.iter()));
        return bencher.bench_local(by_place);
    }
    bencher.bench_local(|| packed(black_box(&texts)));
}

#[divan::bench]
fn texts_unpacked(bencher: Bencher) {
    bencher.bench_local(|| {
        let mut bytes = 0;
        black_box(&COLUMNS.packed.values).each(&mut |text| bytes += text.len());
        bytes
    });
}

#[divan::bench(args = ["money", "ratio", "orders"])]
fn range_and_whether_decimal(bencher: Bencher, name: &str) {
    bencher.bench_local(|| (black_box(numbers(name)).range(), black_box(numbers(name)).decimal()));
}

#[divan::bench(args = ["money", "ratio", "orders"])]
fn order_of_numbers(bencher: Bencher, name: &str) {
    let column = Column::new(name, ColumnData::Number(numbers(name).clone()));
    bencher.bench_local(|| Order::of(black_box(&column)));
}

#[divan::bench(args = ["ids", "notes", "packed"])]
fn order_of_text(bencher: Bencher, name: &str) {
    let column = Column::new(name, ColumnData::Text(text(name).clone()));
    bencher.bench_local(|| Order::of(black_box(&column)));
}

#[divan::bench(args = ["money", "ratio", "orders"])]
fn ranking_from_scratch(bencher: Bencher, name: &str) {
    bencher.bench_local(|| ranking(black_box(numbers(name))));
}

#[divan::bench(args = ["money", "ratio", "orders"])]
fn slices_of_a_ranking(bencher: Bencher, name: &str) {
    let (values, ranking) = (numbers(name), ranking(numbers(name)));
    bencher.bench_local(|| ranking.slices(values, black_box(&[200_000, 500_000])));
}

#[divan::bench(args = ["c9e3", "refund", "e"])]
fn search_of_text(bencher: Bencher, wanted: &str) {
    bencher.bench_local(|| COLUMNS.notes.containing(black_box(wanted), false));
}

#[divan::bench]
fn search_of_numbers(bencher: Bencher) {
    let column = Column::new("money", ColumnData::Number(COLUMNS.money.clone()));
    let decimal = COLUMNS.money.decimal();
    bencher.bench_local(|| column.containing(black_box("12"), decimal.as_ref()));
}

#[divan::bench]
fn sums_of_groups(bencher: Bencher) {
    let scale = scale(&COLUMNS.money);
    bencher.bench_local(|| GroupSums::new(black_box(&COLUMNS.codes), GROUPS, &COLUMNS.money, scale));
}

#[divan::bench]
fn sums_of_groups_after_an_edit(bencher: Bencher) {
    let mut sums = GroupSums::new(&COLUMNS.codes, GROUPS, &COLUMNS.money, scale(&COLUMNS.money));
    let mut turned = false;
    bencher.bench_local(|| {
        let (from, to) = if turned { (&COLUMNS.edited, &COLUMNS.codes) } else { (&COLUMNS.codes, &COLUMNS.edited) };
        turned = !turned;
        let moves = Moves::between(black_box(from), black_box(to)).unwrap();
        assert!(sums.follow(&moves, &COLUMNS.money));
        sums.totals()
    });
}
