//! A further step, or a new workbook, from a step kind or a template.

use crate::app::shell::actions;
use crate::app::start::TemplateCard;
use crate::app::state::App;
use crate::app::ui::{Modal, tr};
use crate::messages::dialogs as m;
use crate::templates::Template;
use leptos::prelude::*;

/// Adds a step to the workbook.
#[component]
pub fn AddStep() -> impl IntoView {
    let app = App::get();
    view! {
        <Modal title=tr(m::add_title) on_close=super::close(app) testid="add-step-dialog">
            <Cards templates=&Template::STEPS choose=Callback::new(move |template| {
                app.dialog.set(None);
                actions::add_template(app, template);
            })/>
        </Modal>
    }
}

/// Replaces the workbook, as one undo step.
#[component]
pub fn NewWorkbook() -> impl IntoView {
    let app = App::get();
    view! {
        <Modal title=tr(m::templates_title) on_close=super::close(app) testid="new-workbook-dialog">
            <Cards templates=&Template::ALL choose=Callback::new(move |template| {
                app.dialog.set(None);
                actions::start_workbook(app, template, None);
            })/>
        </Modal>
    }
}

#[component]
fn Cards(templates: &'static [Template], choose: Callback<Template>) -> impl IntoView {
    view! {
        <div class="template-cards">
            {templates
                .iter()
                .map(|&template| {
                    view! { <TemplateCard template on_choose=Callback::new(move |()| choose.run(template))/> }
                })
                .collect_view()}
        </div>
    }
}
