//! Buttons with an icon, and menus.

use super::{Icon, Opener, Popover, unique_id};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A button that is an icon; `label` is its name for screen readers and its tooltip.
#[component]
pub fn IconButton(
    icon: Icon,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_click: Callback<()>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For a button that stays down.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=format!("btn-icon {class}")
            aria-label=label
            title=label
            disabled=disabled
            aria-pressed=move || pressed.map(|p| p.get().to_string())
            data-testid=testid
            on:click=move |_| on_click.run(())
        >
            {icon}
        </button>
    }
}

/// What a [`MenuItem`] needs of its menu.
#[derive(Clone, Copy)]
struct OpenMenu(RwSignal<bool>);

/// A button that opens a menu of [`MenuItem`]s. Arrow keys, Home and End move; Escape, Tab and a press outside close.
#[component]
pub fn Menu(
    /// What the button says to a screen reader, and its tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// What stands in the button: `trigger=|| Icon::More.view()`.
    #[prop(into)]
    trigger: ViewFn,
    /// Classes of the button.
    #[prop(default = "btn-icon".into(), into)]
    class: String,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] testid: Option<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Span>::new();
    let button = NodeRef::<html::Button>::new();
    let id = unique_id("menu");
    provide_context(OpenMenu(open));
    let opener = Opener::new(open);
    let on_key = move |event: KeyboardEvent| {
        let Some(panel) = event.current_target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else { return };
        match event.key().as_str() {
            "ArrowDown" => step_focus(&panel, 1),
            "ArrowUp" => step_focus(&panel, -1),
            "Home" => focus_item(&panel, 0),
            "End" => focus_item(&panel, -1),
            "Tab" => {
                open.set(false);
                return;
            }
            "Escape" => {
                open.set(false);
                if let Some(button) = button.get_untracked() {
                    let _ = button.focus();
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let children = StoredValue::new(children);
    view! {
        <span node_ref=anchor class="menu-anchor">
            <button
                type="button"
                node_ref=button
                class=class
                aria-label=label
                title=label
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-controls=id.clone()
                disabled=disabled
                data-testid=testid
                on:pointerdown=move |_| opener.pressed()
                on:click=move |event| opener.clicked(&event)
                on:keydown=move |event| {
                    if event.key() == "ArrowDown" {
                        event.prevent_default();
                        open.set(true);
                    }
                }
            >
                {trigger.run()}
            </button>
            <Popover
                anchor
                open
                id=id.clone()
                on_shown=Callback::new(move |panel: HtmlElement| focus_item(&panel, 0))
            >
                <div role="menu" aria-label=label on:keydown=on_key>
                    {children.with_value(|c| c())}
                </div>
            </Popover>
        </span>
    }
}

/// An entry of a [`Menu`].
#[component]
pub fn MenuItem(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_select: Callback<()>,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] danger: bool,
    /// The keys that do the same.
    #[prop(optional, into)]
    keys: Option<String>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let menu = use_context::<OpenMenu>();
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class=if danger { "menu-item menu-item-danger" } else { "menu-item" }
            disabled=disabled
            data-testid=testid
            on:click=move |_| {
                if let Some(OpenMenu(open)) = menu {
                    open.set(false);
                }
                on_select.run(());
            }
        >
            {icon.map(Icon::view)}
            <span>{label}</span>
            {keys.map(|k| view! { <kbd>{k}</kbd> })}
        </button>
    }
}

fn items(panel: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = panel.query_selector_all("[role=menuitem]:not(:disabled)") else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok()).collect()
}

/// Focuses the item at that position; -1 is the last.
fn focus_item(panel: &HtmlElement, at: i32) {
    let items = items(panel);
    let at = if at < 0 { items.len().saturating_sub(1) } else { at as usize };
    if let Some(item) = items.get(at) {
        let _ = item.focus();
    }
}

fn step_focus(panel: &HtmlElement, by: i32) {
    let items = items(panel);
    if items.is_empty() {
        return;
    }
    let active = document().active_element();
    let at = items.iter().position(|item| active.as_ref().is_some_and(|a| a.is_same_node(Some(item))));
    let at = at.map_or(0, |at| (at as i32 + by).rem_euclid(items.len() as i32));
    let _ = items[at as usize].focus();
}
