"""Japanese: no spaces, no articles; SudachiPy tells its small words, so none are listed here."""

from shared.lexicon.languages import Language

LANGUAGE = Language(
    code="ja",
    closed={},
    dull=(
        "こと もの 事 物 とき 時 ところ 所 ため 為 よう わけ 訳 はず ほう 方 うち 内 なか 中 間 あいだ 上 下 "
        "前 後 人 人々 ひと 人間 者 年 月 日 今 今日 昔 とおり 通り まま ほか 他 場合 一つ ひとつ 二つ 三つ "
        "最初 最後 自分 皆 みんな 為る 成る する なる ある いる 有る 居る できる 出来る 言う いう 行く いく "
        "来る くる 見る みる 思う おもう 考える 使う つかう 持つ もつ 入る 入れる 出る 出す 取る 作る つくる "
        "知る 分かる わかる やる よる 呼ぶ つく 付く つける 置く おく しまう ない 無い いい よい 良い 大きい "
        "小さい 多い 少ない 高い 長い 新しい 古い 同じ 必要 大切 重要 とても もっと また まだ もう よく すぐ "
        "少し ちょっと たくさん 一番 例えば たとえば 特に ほとんど ほぼ まず 次 つぎ それぞれ 全て すべて "
        "全部 一部 部分 以上 以下 以外 現在 毎日 毎年 問題 例 種類 名前 方法 多く 近く 一緒"
    ),
    is_spaced=False,
    shortest=1,
    copulas="とは",
    naming="という と呼ぶ と呼ば と呼ん とよぶ とよば",
)  # fmt: skip
