"""Sending stylesheets and scripts. Their addresses carry the hash of their content, so they are cached for ever."""

from starlette.responses import Response

from intake.web.common.state import IntakeRequest


async def serve(request: IntakeRequest) -> Response:
    """GET /static/{version}/{name}"""
    asset = request.state["assets"].get(request.path_params["path"])
    if asset is None:
        return Response("There is no such file.", 404, media_type="text/plain")
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.compressed, headers=headers | {"content-encoding": "gzip"}, media_type=asset.media_type)
    return Response(asset.body, headers=headers, media_type=asset.media_type)
