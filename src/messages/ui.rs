//! Words of the small shared components.

use super::Lang;
use crate::recipe::Colour;

crate::messages! {
    colours => "Colours", "颜色";
    colour_is(name) => "Colour: {name}", "颜色：{name}";
    no_choice => "Nothing matches", "没有匹配项";
    more_choices(n) => "{n} more: type to narrow the list", "还有 {n} 项，输入文字可缩小范围";
    grey => "grey", "灰色";
    vermilion => "vermilion", "朱红";
    orange => "orange", "橙色";
    blue => "blue", "蓝色";
    sky => "sky blue", "天蓝";
    green => "green", "绿色";
    pink => "pink", "粉色";
    yellow => "yellow", "黄色";
    violet => "violet", "紫色";
    brown => "brown", "棕色";
    teal => "teal", "青色";
    slate => "slate", "石板灰";
}

/// The name of a colour of the palette.
pub fn colour(lang: Lang, colour: Colour) -> &'static str {
    match colour {
        Colour::Grey => grey(lang),
        Colour::Vermilion => vermilion(lang),
        Colour::Orange => orange(lang),
        Colour::Blue => blue(lang),
        Colour::Sky => sky(lang),
        Colour::Green => green(lang),
        Colour::Pink => pink(lang),
        Colour::Yellow => yellow(lang),
        Colour::Violet => violet(lang),
        Colour::Brown => brown(lang),
        Colour::Teal => teal(lang),
        Colour::Slate => slate(lang),
    }
}
