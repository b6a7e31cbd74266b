//! Words that stand in many places.

crate::messages! {
    cancel => "Cancel", "取消";
    close => "Close", "关闭";
    delete => "Delete", "删除";
    duplicate => "Duplicate", "复制一份";
    rename => "Rename", "重命名";
    move_up => "Move up", "上移";
    move_down => "Move down", "下移";
    mute => "Mute", "停用";
    unmute => "Unmute", "启用";
    missing => "missing", "缺失";
    yes => "Yes", "是";
    no => "No", "否";
    note => "Note", "注意";
}
