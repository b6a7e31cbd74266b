//! The functions by what they are about, found by typing, put into the text by a press.

use super::Editor;
use crate::app::ui::{SearchInput, tr, tr_with};
use crate::messages::formula as m;
use crate::recipe::formula::{Function, FunctionGroup};
use leptos::prelude::*;

#[component]
pub fn Functions() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let search = RwSignal::new(String::new());
    let found = memo(move |_| {
        let (lang, needle) = (app.lang(), search.get().trim().to_lowercase());
        let fits =
            |f: &Function| [f.name(), m::signature(lang, *f), m::help(lang, *f)].iter().any(|text| text.to_lowercase().contains(&needle));
        Function::ALL.into_iter().filter(fits).collect::<Vec<_>>()
    });
    let insert = move |function: Function| {
        let caret = editor.caret();
        let new = format!("{}()", function.name());
        editor.replace(caret, caret, &new, new.len() - 1);
    };
    let item = move |function: Function| {
        view! {
            <li>
                <button
                    type="button"
                    class="formula-function"
                    title=tr_with(move |lang| m::insert(lang, function.name()))
                    data-testid="formula-function"
                    data-name=function.name()
                    on:mousedown=|event| event.prevent_default()
                    on:click=move |_| insert(function)
                >
                    <code>{tr_with(move |lang| m::signature(lang, function).to_owned())}</code>
                    <span class="small second">{tr_with(move |lang| m::help(lang, function).to_owned())}</span>
                </button>
            </li>
        }
    };
    view! {
        <section class="formula-functions" aria-label=tr(m::functions)>
            <div class="row">
                <h2 class="grow">{tr(m::functions)}</h2>
                <SearchInput
                    value=search
                    on_input=Callback::new(move |text| search.set(text))
                    label=tr(m::find_function)
                    testid="formula-find"
                />
            </div>
            <div class="formula-list" tabindex="0" role="group" aria-label=tr(m::functions)>
                {move || {
                    let found = found.get();
                    if found.is_empty() {
                        return view! { <p class="note">{tr(m::no_function)}</p> }.into_any();
                    }
                    FunctionGroup::ALL
                        .into_iter()
                        .filter_map(|group| {
                            let inside: Vec<Function> = found.iter().copied().filter(|f| f.group() == group).collect();
                            (!inside.is_empty())
                                .then(|| {
                                    view! {
                                        <h3 class="caps">{tr_with(move |lang| m::group(lang, group).to_owned())}</h3>
                                        <ul>{inside.into_iter().map(item).collect_view()}</ul>
                                    }
                                })
                        })
                        .collect_view()
                        .into_any()
                }}
            </div>
        </section>
    }
}
