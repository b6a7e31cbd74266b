//! Ready-made parameters of tiers and matrices: presets of the editors, and the steps of the templates that use them.

use crate::messages::{Lang, matrix as mm, templates as m, tiers as mt};
use crate::recipe::{Colour, Matrix, MatrixCell, NoValue, Step, StepKind, Tier, TierMethod, Tiers};

/// A usual set of tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierPreset {
    /// VIP, key, regular, prospect.
    Vip,
    /// S, A, B, C.
    Sabc,
    /// A, B, C by share of value.
    Abc,
    /// Top 20, next 30, rest.
    Top,
}

impl TierPreset {
    pub const ALL: [TierPreset; 4] = [TierPreset::Vip, TierPreset::Sabc, TierPreset::Abc, TierPreset::Top];

    /// Its tiers, the best first, named in `lang`.
    pub fn tiers(self, lang: Lang) -> Vec<Tier> {
        let names: &[&str] = match self {
            TierPreset::Vip => &[m::vip(lang), m::key(lang), m::regular(lang), m::prospect(lang)],
            TierPreset::Sabc => &["S", "A", "B", "C"],
            TierPreset::Abc => &["A", "B", "C"],
            TierPreset::Top => &[mt::top(lang), mt::next(lang), mt::rest(lang)],
        };
        named(names)
    }

    /// The method that it is usually cut by.
    pub fn method(self) -> TierMethod {
        match self {
            TierPreset::Vip | TierPreset::Sabc => TierMethod::ShareOfCustomers { percent: vec![5.0, 15.0, 30.0] },
            TierPreset::Abc => TierMethod::ShareOfValue { up_to: vec![80.0, 95.0] },
            TierPreset::Top => TierMethod::ShareOfCustomers { percent: vec![20.0, 30.0] },
        }
    }

    /// A tiers step's parameters on `column`.
    pub fn on(self, column: &str, lang: Lang) -> Tiers {
        let no_value = NoValue { name: mt::no_value(lang).into(), colour: Colour::Slate };
        Tiers { column: column.into(), method: self.method(), tiers: self.tiers(lang), lower_is_better: false, no_value }
    }
}

fn named(names: &[&str]) -> Vec<Tier> {
    names.iter().enumerate().map(|(i, name)| Tier { name: (*name).into(), colour: Colour::nth(i), cap: None }).collect()
}

/// A usual set of names for the nine cells of two steps of three tiers each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixPreset {
    /// Value today down the side, potential along the top.
    NineBox,
    /// Large, medium, small by key, potential, ordinary.
    SizePotential,
}

impl MatrixPreset {
    pub const ALL: [MatrixPreset; 2] = [MatrixPreset::NineBox, MatrixPreset::SizePotential];

    /// Names for the cells of these tiers, both the best first.
    pub fn cells(self, rows: &[String; 3], columns: &[String; 3], lang: Lang) -> Vec<MatrixCell> {
        let names = match self {
            MatrixPreset::NineBox => mm::nine_box(lang).map(String::from),
            MatrixPreset::SizePotential => mm::size_potential(lang),
        };
        let each = names.into_iter().enumerate();
        each.map(|(i, name)| MatrixCell { name, colour: Colour::nth(i), at: vec![(rows[i / 3].clone(), columns[i % 3].clone())] }).collect()
    }
}

/// Size by one column, potential by another, and the two crossed.
pub fn size_potential(size: &str, potential: &str, lang: Lang) -> Vec<Step> {
    let axis = |column: &str, names: [&str; 3]| StepKind::Tiers(Tiers { tiers: named(&names), ..TierPreset::Top.on(column, lang) });
    let step = |name: &str, kind| Step { name: name.into(), muted: false, kind };
    let (sizes, potentials) = (mm::sizes(lang), mm::potentials(lang));
    let cells = MatrixPreset::SizePotential.cells(&sizes.map(String::from), &potentials.map(String::from), lang);
    let matrix = Matrix { rows: mm::size(lang).into(), columns: mm::potential(lang).into(), cells };
    vec![
        step(mm::size(lang), axis(size, sizes)),
        step(mm::potential(lang), axis(potential, potentials)),
        step(mm::size_by_potential(lang), StepKind::Matrix(matrix)),
    ]
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::engine::{Engine, profile};
    use crate::ingest::{ReadOptions, import_bytes};
    use crate::messages::Lang;
    use crate::recipe::Workbook;
    use crate::sample::customers_csv;
    use crate::templates::{Role, Template, build};

    /// One click on the sample: every step runs without a finding and everybody is somewhere.
    #[test]
    fn both_work_on_the_sample_in_both_languages() {
        for (lang, value, potential) in [(Lang::En, "revenue", "potential"), (Lang::Zh, "累计消费金额", "年度采购潜力")] {
            let table = import_bytes(customers_csv(lang).into_bytes(), ReadOptions::default()).unwrap().table;
            let columns = profile(&table);
            for template in [Template::Abc, Template::SizePotential] {
                let built = build(template, &columns, table.rows(), lang).unwrap();
                assert!(built.picked.contains(&(Role::Value, value.into())), "{:?}", built.picked);
                assert_eq!(template == Template::SizePotential, built.picked.contains(&(Role::Potential, potential.into())));
                let workbook = Workbook { steps: built.steps, value_column: built.value_column, ..Workbook::default() };
                let evaluation = Engine::new(table.clone()).evaluate(&workbook);
                for step in &evaluation.steps {
                    assert_eq!(step.findings, []);
                    assert_eq!(step.groups.iter().map(|g| g.count).sum::<usize>(), 2000);
                }
                let last = evaluation.steps.last().unwrap();
                if template == Template::Abc {
                    let counts: Vec<usize> = last.groups.iter().map(|g| g.count).collect();
                    assert!(counts[0] > 0 && counts[0] < counts[1] + counts[2], "{counts:?}");
                    assert!((0.8..0.82).contains(&last.groups[0].value_share.unwrap()));
                } else {
                    // Nine named cells; those who lack a size or a potential are in cells of their own.
                    assert!(last.groups[..9].iter().all(|g| !g.name.contains('×')), "{:?}", last.groups);
                    assert!(last.groups[..9].iter().map(|g| g.count).sum::<usize>() > 1700);
                }
            }
        }
    }
}
