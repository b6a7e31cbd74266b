//! The top bar: the workbook and its file, undo, language, theme, the workbook's menu, export.

use super::actions;
use crate::app::state::{App, Dialog, Theme};
use crate::app::ui::{Icon, IconButton, Logo, Menu, MenuItem, PopoverButton, tr, tr_with};
use crate::messages::{Lang, format, shell as m};
use crate::table::date;
use leptos::prelude::*;

#[component]
pub fn TopBar() -> impl IntoView {
    let app = App::get();
    let loaded = memo(move |_| app.data.with(Option::is_some));
    view! {
        <header class="topbar">
            <span class="logo">
                <Logo/>
                <span>{tr(m::product)}</span>
            </span>
            <Show when=move || loaded.get()>
                <WorkbookName/>
                <FileLine/>
            </Show>
            <span class="grow"></span>
            <LocalOnly/>
            <Show when=move || loaded.get()>
                <PanelToggles/>
                <IconButton
                    icon=Icon::Undo
                    label=tr(m::undo)
                    on_click=Callback::new(move |()| app.undo())
                    disabled=derive(move || !app.can_undo.get())
                    testid="undo"
                />
                <IconButton
                    icon=Icon::Redo
                    label=tr(m::redo)
                    on_click=Callback::new(move |()| app.redo())
                    disabled=derive(move || !app.can_redo.get())
                    testid="redo"
                />
            </Show>
            <button
                type="button"
                class="btn"
                data-testid="language"
                lang=move || other(app.lang()).tag()
                on:click=move |_| app.lang.update(|l| *l = other(*l))
            >
                {tr(m::other_language)}
            </button>
            <ThemeButton/>
            <WorkbookMenu/>
            <Show when=move || loaded.get()>
                <button
                    type="button"
                    class="btn btn-primary"
                    data-testid="export-button"
                    on:click=move |_| app.dialog.set(Some(Dialog::Export))
                >
                    {tr(m::export)}
                </button>
            </Show>
        </header>
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    }
}

/// The workbook's name, edited in place.
#[component]
fn WorkbookName() -> impl IntoView {
    let app = App::get();
    view! {
        <span class="workbook-name">
            <input
                type="text"
                class="input input-bare"
                autocomplete="off"
                spellcheck="false"
                maxlength="120"
                aria-label=tr(m::workbook_name)
                title=tr(m::workbook_name)
                placeholder=tr(m::untitled)
                data-testid="workbook-name"
                prop:value=move || app.workbook.with(|w| w.name.clone())
                on:input=move |event| {
                    let name = event_target_value(&event);
                    app.type_in("workbook name", move |w| w.name = name);
                }
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        use wasm_bindgen::JsCast;
                        if let Some(field) = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok()) {
                            let _ = field.blur();
                        }
                    }
                }
                on:blur=move |_| app.seal()
            />
            <span class="note saved-note nowrap">{tr(m::saved_here)}</span>
        </span>
    }
}

/// File, customers, as-of date.
#[component]
fn FileLine() -> impl IntoView {
    let app = App::get();
    let file = move || app.data.with(|d| d.as_ref().map(|d| d.name.clone()).unwrap_or_default());
    let rows = derive(move || app.data.with(|d| d.as_ref().map_or(0, |d| d.customers)));
    let newest = move || app.data.with(|d| d.as_ref().and_then(|d| d.newest));
    let as_of = move || {
        let own = app.workbook.with(|w| w.as_of.clone()).filter(|d| !d.is_empty());
        own.or_else(|| newest().map(date::format_iso))
    };
    view! {
        <span class="file-line ellipsis" data-testid="file-line" title=file>
            <span class="file-name ellipsis">{file}</span>
            <span class="nowrap">" · " <b data-testid="row-count">{tr_with(move |lang| m::customers(lang, format::count(rows.get())))}</b></span>
            <span class="nowrap file-as-of">{move || as_of().map(|day| format!(" · {}", m::as_of(app.lang(), day)))}</span>
        </span>
    }
}

/// "local only", and what that means.
#[component]
fn LocalOnly() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <PopoverButton
            open
            class="local-only"
            title=tr(m::local_title)
            title_is_name=false
            testid="local-only"
            trigger=|| view! { {Icon::Lock} {tr(m::local_only)} }
            panel_class="popover-pad local-text"
        >
            <p class="strong">{tr(m::local_title)}</p>
            <p class="second small">{tr(m::local_text)}</p>
        </PopoverButton>
    }
}

#[component]
fn PanelToggles() -> impl IntoView {
    let app = App::get();
    let layout = app.layout;
    view! {
        <span class="panel-toggles" role="group" aria-label=tr(m::panels)>
            <IconButton
                icon=Icon::PanelLeft
                label=tr(m::toggle_side)
                pressed=derive(move || layout.with(|l| l.side_open))
                on_click=Callback::new(move |()| layout.update(|l| l.side_open = !l.side_open))
                testid="toggle-side"
            />
            <IconButton
                icon=Icon::PanelBottom
                label=tr(m::toggle_customers)
                pressed=derive(move || layout.with(|l| l.bottom_open))
                on_click=Callback::new(move |()| layout.update(|l| l.bottom_open = !l.bottom_open))
                testid="toggle-bottom"
            />
            <IconButton
                icon=Icon::PanelRight
                label=tr(m::toggle_charts)
                pressed=derive(move || layout.with(|l| l.charts_open))
                on_click=Callback::new(move |()| layout.update(|l| l.charts_open = !l.charts_open))
                testid="toggle-charts"
            />
        </span>
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let app = App::get();
    let label = tr_with(move |lang| if app.theme.get() == Theme::Light { m::to_dark(lang) } else { m::to_light(lang) }.to_string());
    view! {
        <button
            type="button"
            class="btn-icon"
            aria-label=label
            title=label
            data-testid="theme"
            on:click=move |_| app.theme.update(|t| *t = if *t == Theme::Light { Theme::Dark } else { Theme::Light })
        >
            {move || if app.theme.get() == Theme::Light { Icon::Moon } else { Icon::Sun }.view()}
        </button>
    }
}

#[component]
fn WorkbookMenu() -> impl IntoView {
    let app = App::get();
    let loaded = memo(move |_| app.data.with(Option::is_some));
    view! {
        <Menu
            label=tr(m::menu)
            class="btn"
            testid="workbook-menu"
            trigger=move || view! { <span class="menu-word">{tr(m::menu)}</span> {Icon::ChevronDown} }
        >
            <MenuItem
                icon=Icon::Save
                label=tr(m::save_workbook)
                keys="Ctrl S"
                testid="save-workbook"
                on_select=Callback::new(move |()| actions::save_workbook(app))
            />
            <MenuItem
                icon=Icon::Folder
                label=tr(m::open_workbook)
                testid="open-workbook"
                on_select=Callback::new(move |()| actions::choose_workbook(app))
            />
            <Show when=move || loaded.get()>
                <MenuItem
                    icon=Icon::Plus
                    label=tr(m::new_workbook)
                    testid="new-workbook"
                    on_select=Callback::new(move |()| app.dialog.set(Some(Dialog::Templates)))
                />
                <hr class="menu-line"/>
                <MenuItem
                    icon=Icon::File
                    label=tr(m::other_file)
                    testid="open-file"
                    on_select=Callback::new(move |()| actions::choose_data(app))
                />
                <MenuItem
                    icon=Icon::Paste
                    label=tr(m::paste_data)
                    testid="paste-data"
                    on_select=Callback::new(move |()| app.dialog.set(Some(Dialog::Paste)))
                />
                <MenuItem
                    icon=Icon::Close
                    label=tr(m::close_file)
                    testid="close-file"
                    on_select=Callback::new(move |()| app.close_file())
                />
            </Show>
            <hr class="menu-line"/>
            <MenuItem
                icon=Icon::Help
                label=tr(m::help)
                keys="?"
                testid="help"
                on_select=Callback::new(move |()| app.dialog.set(Some(Dialog::Help)))
            />
            <MenuItem
                icon=Icon::Trash
                danger=true
                label=tr(m::forget)
                testid="forget"
                on_select=Callback::new(move |()| app.dialog.set(Some(Dialog::Forget)))
            />
        </Menu>
    }
}
