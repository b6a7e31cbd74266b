//! Every sentence that a person reads, labels for screen readers included, in each language, from typed tables. Errors and findings, which
//! are values elsewhere, become sentences here and nowhere else.

pub mod charts;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod common;
pub mod customers;
pub mod dialogs;
pub mod errors;
pub mod export;
pub mod files;
pub mod findings;
pub mod format;
pub mod formula;
pub mod ingest;
pub mod lifecycle;
pub mod matrix;
pub mod plain;
pub mod playbook;
pub mod plays;
pub mod rfm;
pub mod rollup;
pub mod rules;
pub mod scorecard;
pub mod shell;
pub mod sidebar;
pub mod source;
pub mod start;
pub mod templates;
pub mod tiers;
pub mod ui;
pub mod workbook;

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    #[serde(rename = "en")]
    En,
    #[serde(rename = "zh")]
    Zh,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// The BCP 47 tag, for the page's `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh-CN",
        }
    }
}

/// Declares messages: `name => "English", "中文";` becomes `fn name(Lang) -> &'static str`, and
/// `name(a, b) => "{a} of {b}", "{b} 中的 {a}";` becomes `fn name(Lang, a, b) -> String`. A language cannot be left out.
#[macro_export]
macro_rules! messages {
    () => {};
    ($(#[$doc:meta])* $name:ident => $en:literal, $zh:literal; $($rest:tt)*) => {
        $(#[$doc])*
        pub fn $name(lang: $crate::messages::Lang) -> &'static str {
            match lang {
                $crate::messages::Lang::En => $en,
                $crate::messages::Lang::Zh => $zh,
            }
        }
        $crate::messages! { $($rest)* }
    };
    ($(#[$doc:meta])* $name:ident($($arg:ident),+ $(,)?) => $en:literal, $zh:literal; $($rest:tt)*) => {
        $(#[$doc])*
        pub fn $name(lang: $crate::messages::Lang, $($arg: impl std::fmt::Display),+) -> String {
            match lang {
                $crate::messages::Lang::En => format!($en),
                $crate::messages::Lang::Zh => format!($zh),
            }
        }
        $crate::messages! { $($rest)* }
    };
}
