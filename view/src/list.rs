//! Lists by key whose rows are made of boxed parts.

use real::prelude::{AnyView, IntoAny, IntoView, component};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// A row that is made when its key comes up for the first time.
struct Row {
    key: u64,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A list whose rows stay while their keys do, as Leptos's own. Keys are compared by a hash of 64 bits.
#[component]
pub fn For<Each, Items, Item, Children, Shown, ToKey, Key>(
    /// The items.
    each: Each,
    /// What tells an item from the others.
    key: ToKey,
    /// What shows an item.
    children: Children,
) -> impl IntoView
where
    Each: Fn() -> Items + Send + 'static,
    Items: IntoIterator<Item = Item>,
    Children: Fn(Item) -> Shown + Send + Sync + 'static,
    Shown: IntoView + 'static,
    ToKey: Fn(&Item) -> Key + Send + 'static,
    Key: Hash,
    Item: Send + 'static,
{
    let children = Arc::new(children);
    rows(Box::new(move || {
        let row = |item: Item| {
            let mut hasher = DefaultHasher::new();
            key(&item).hash(&mut hasher);
            let children = children.clone();
            Row { key: hasher.finish(), make: Box::new(move || children(item).into_any()) }
        };
        each().into_iter().map(row).collect()
    }))
}

#[inline(never)]
fn rows(each: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    let list = real::prelude::ForProps::builder().each(each).key(|row: &Row| row.key).children(|row: Row| (row.make)()).build();
    real::prelude::For(list).into_any()
}
