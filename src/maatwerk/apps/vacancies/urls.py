"""Addresses of vacancies: the desk inside an organisation, and the board, open to everybody."""

from django.urls import path

from maatwerk.apps.vacancies.views import (
    asking,
    board,
    channels,
    desk,
    feeds,
    kept,
    occupation,
    requisitions,
    searches,
    start,
)

app_name = "vacancies"
_O = "o/<slug:organisation>/vacancies/"
_V = _O + "<uuid:vacancy_id>/"
urlpatterns = [
    path(_O + "new/", start.new, name="new"),
    path(_O + "templates/", kept.overview, name="templates"),
    path(_O + "templates/<uuid:template_id>/", kept.change, name="change_template"),
    path(_O + "needs/", requisitions.needs, name="needs"),
    path(_O + "needs/<uuid:requisition_id>/answer/", requisitions.answer, name="answer_need"),
    path(_O + "needs/<uuid:requisition_id>/open/", requisitions.open_one, name="open_need"),
    path(_V + "desk/", desk.desk, name="desk"),
    path(_V + "edit/", desk.edit, name="edit"),
    path(_V + "channels/", channels.overview, name="channels"),
    path(_V + "channels/offer/", channels.offer, name="offer"),
    path(_V + "channels/campaign/", channels.campaign, name="plan_campaign"),
    path(_V + "channels/campaign/<uuid:campaign_id>/stop/", channels.stop, name="stop_campaign"),
    path(_V + "channels/spend/", channels.spend, name="record_spend"),
    path(_V + "channels/image.png", channels.image, name="share_image"),
    path(_V + "channels/film.vtt", channels.subtitles, name="share_subtitles"),
    path(_V + "publish/", desk.publish, name="publish"),
    path(_V + "unpublish/", desk.unpublish, name="unpublish"),
    path(_V + "close/", desk.close, name="close"),
    path(_V + "reason/", desk.state_reason, name="state_reason"),
    path(_V + "team/", desk.team, name="team"),
    path(_V + "template/", desk.template, name="keep_template"),
    path(_V + "requirements/", asking.requirement_page, name="requirements"),
    path(_V + "requirements/<uuid:concept_id>/", asking.requirement, name="requirement"),
    path(_V + "questions/", asking.question_page, name="questions"),
    path(_V + "questions/<uuid:question_id>/drop/", asking.drop_question, name="drop_question"),
    path(_V + "occupation/", occupation.occupation, name="occupation"),
    path(_V + "occupation/choose/", occupation.choose, name="choose_occupation"),
    path(_V + "occupation/load/", occupation.load, name="load_occupations"),
    path(_V + "steps/", asking.step_page, name="steps"),
    # open to everybody
    path("jobs/", board.board, name="board"),
    path("jobs/ranking/", board.ranking, name="ranking"),
    path("jobs/save/", board.save, name="save_search"),
    path("jobs/saved/<str:token>/", searches.saved, name="saved_search"),
    path("jobs/saved/<str:token>/confirm/", searches.confirm, name="confirm_search"),
    path("jobs/saved/<str:token>/end/", searches.end, name="end_search"),
    path("robots.txt", feeds.robots, name="robots"),
    path("jobs/feed.rss", feeds.rss, name="rss"),
    path("jobs/feeds/<slug:channel>/", feeds.channel_feed, name="feed"),
    path("jobs/sitemap.xml", feeds.sitemap_index, name="sitemap_index"),
    path("jobs/sitemap-<int:page>.xml", feeds.sitemap, name="sitemap"),
    path("jobs/at/<slug:employer>/", board.board, name="employer_board"),
    path("jobs/at/<slug:employer>/save/", board.save, name="save_employer_search"),
    path("jobs/at/<slug:employer>/feed.rss", feeds.rss, name="employer_rss"),
    path("jobs/at/<slug:employer>/feeds/<slug:channel>/", feeds.channel_feed, name="employer_feed"),
    path("jobs/at/<slug:employer>/<uuid:vacancy_id>/", board.show, name="job"),
]
